/**
 * Loads over time whose integral is known exactly.
 *
 * A kernel's counter is the integral of what an engine does. If the simulator added up samples of a curve, its counters would
 * depend on how often it was asked, and no test could say what the right ratio of an interval is. So every curve here is
 * put together from pieces that have a closed integral: both are plain functions of time, for any time, in any order.
 */

export interface Curve {
  /** The value at `seconds` since the machine's boot, >= 0. */
  at(seconds: number): number;
  /** The integral from boot to `seconds`, in value times seconds. */
  integral(seconds: number): number;
}

/** Always the same. */
export function steady(level: number): Curve {
  return { at: () => level, integral: (seconds) => level * seconds };
}

/** Cubic step from 0 to 1 with level ends, and its integral from 0 to `part`. */
const step = (part: number) => part * part * (3 - 2 * part);
const stepIntegral = (part: number) => part ** 3 - part ** 4 / 2;

/** Knots of one `wander` before it repeats. */
const KNOTS = 64;

/**
 * Wanders smoothly and without rhythm between `low` and `high`, from one random level to the next every `everySeconds`.
 * The same seed gives the same curve. It repeats after 64 levels; curves of different pace never repeat together.
 */
export function wander(seed: string, low: number, high: number, everySeconds: number): Curve {
  const levels = Array.from({ length: KNOTS }, (_, knot) => low + (high - low) * random(`${seed} ${knot}`));
  const level = (knot: number) => levels[knot % KNOTS] ?? low;
  const sums = [0];
  for (let knot = 0; knot < KNOTS; knot++) sums.push((sums[knot] ?? 0) + ((level(knot) + level(knot + 1)) / 2) * everySeconds);
  const round = sums[KNOTS] ?? 0;
  return {
    at(seconds) {
      const knots = seconds / everySeconds;
      const knot = Math.floor(knots);
      return level(knot) + (level(knot + 1) - level(knot)) * step(knots - knot);
    },
    integral(seconds) {
      const knots = seconds / everySeconds;
      const knot = Math.floor(knots);
      const part = knots - knot;
      const inCell = (level(knot) * part + (level(knot + 1) - level(knot)) * stepIntegral(part)) * everySeconds;
      return Math.floor(knot / KNOTS) * round + (sums[knot % KNOTS] ?? 0) + inCell;
    },
  };
}

export interface PulseTimes {
  readonly everySeconds: number;
  /** How long a pulse is on, from the middle of its rise to the middle of its fall. */
  readonly onSeconds: number;
  /** How long rise and fall take each. Rise, hold and fall together fit into `everySeconds`. */
  readonly rampSeconds: number;
  /** When the first rise begins. Default 0. */
  readonly fromSeconds?: number;
}

/** Rises to `level` at a regular pace and falls back to 0: scenes of a game, frames of a renderer, a batch. */
export function pulse(level: number, times: PulseTimes): Curve {
  const { everySeconds, onSeconds, rampSeconds, fromSeconds = 0 } = times;
  const rise = (seconds: number) => Math.min(1, Math.max(0, seconds / rampSeconds));
  /** Integral of a rise that stays up, from its start. */
  const risen = (seconds: number) => rampSeconds * stepIntegral(rise(seconds)) + Math.max(0, seconds - rampSeconds);
  const phase = (seconds: number) => {
    const since = Math.max(0, seconds - fromSeconds);
    const rounds = Math.floor(since / everySeconds);
    return { rounds, inRound: since - rounds * everySeconds };
  };
  return {
    at(seconds) {
      const { inRound } = phase(seconds);
      return level * (step(rise(inRound)) - step(rise(inRound - onSeconds)));
    },
    integral(seconds) {
      const { rounds, inRound } = phase(seconds);
      return level * (rounds * onSeconds + risen(inRound) - risen(Math.max(0, inRound - onSeconds)));
    },
  };
}

/** All of them at once. */
export function sum(...curves: readonly Curve[]): Curve {
  return {
    at: (seconds) => curves.reduce((total, curve) => total + curve.at(seconds), 0),
    integral: (seconds) => curves.reduce((total, curve) => total + curve.integral(seconds), 0),
  };
}

/** 0..1, the same for the same text on every machine: FNV-1a, its bits then mixed. */
function random(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
