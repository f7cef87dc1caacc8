/** Numbers in a filter: percentages, sizes and times, and how they are compared. */

export const OPERATORS = ['>=', '<=', '>', '<', '='] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Amount {
  readonly value: number;
  /** What the suffix said; null where there was none, and the thing compared decides. */
  readonly unit: 'percent' | 'bytes' | null;
}

// Digits have one place in each pattern: two would be tried against each other, for minutes when there are many.
const AMOUNT = /^(\d+(?:\.\d*)?|\.\d+)(%|b|([kmgtp])(?:i?b)?)?$/i;
const TIME = /^(?:(\d+(?:\.\d*)?|\.\d+)(ms|s|m|min|h|d)?)$/i;
const CLOCK = /^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$/;
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** `5`, `5%`, `1G`, `1.5GiB`, `512k`; suffixes are powers of 1024. Null for anything else. */
export function parseAmount(text: string): Amount | null {
  const [, digits, suffix, letter] = AMOUNT.exec(text) ?? [];
  if (digits === undefined) return null;
  if (suffix === undefined) return { value: Number(digits), unit: null };
  if (suffix === '%') return { value: Number(digits), unit: 'percent' };
  const power = letter === undefined ? 0 : 'kmgtp'.indexOf(letter.toLowerCase()) + 1;
  return { value: Number(digits) * 1024 ** power, unit: 'bytes' };
}

/** Seconds from `90`, `90s`, `5m`, `1.5h`, `2d`, or as TIME+ shows it: `5:30`, `1:02:11`. Null for anything else. */
export function parseTime(text: string): number | null {
  const [, digits, unit = 's'] = TIME.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * (SECONDS[unit.toLowerCase()] ?? 1);
  const [, hours = '0', minutes, seconds] = CLOCK.exec(text) ?? [];
  return minutes === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/**
 * @param tolerance how far apart two values count as equal: half of the last digit shown. Only `=`, `>=` and `<=` ask.
 */
export function compares(left: number, operator: Operator, right: number, tolerance: number): boolean {
  if (operator === '>') return left > right;
  if (operator === '<') return left < right;
  if (Math.abs(left - right) <= tolerance) return true;
  return (operator === '>=' && left > right) || (operator === '<=' && left < right);
}
