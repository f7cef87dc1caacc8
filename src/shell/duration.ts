/** Durations as people type them: `1`, `0.5` (seconds), `500ms`, `2s`, `5m`, `1h`. */
import { InvalidArgumentError } from 'commander';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration, or null when the text is none. A bare number is seconds. */
export function durationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * UNIT_MS[(match[2] ?? 's') as keyof typeof UNIT_MS];
}

/**
 * An option parser for durations within bounds.
 *
 * @throws InvalidArgumentError, which commander prints with the option's name and the bad value.
 */
export function durationOption(minMs: number, maxMs: number): (text: string) => number {
  return (text) => {
    const ms = durationMs(text);
    if (ms === null || ms < minMs || ms > maxMs) {
      throw new InvalidArgumentError(
        `Expected seconds such as 1 or 0.5, or a duration such as 500ms or 2s, between ${formatMs(minMs)} and ${formatMs(maxMs)}.`,
      );
    }
    return ms;
  };
}

/** An option parser for whole numbers within bounds. */
export function countOption(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      const upTo = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`Expected a whole number ${upTo}.`);
    }
    return value;
  };
}

function formatMs(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  return ms < 3_600_000 ? `${ms / 1000}s` : `${ms / 3_600_000}h`;
}
