/** Figures over repeated measurements. Medians and quantiles, because the noise of a machine is one-sided. */
import { median, quantile } from 'simple-statistics';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
}

/** Null for no values at all. */
export function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const list = [...values];
  return { min: Math.min(...list), median: median(list), p95: quantile(list, 0.95) };
}

export interface RatioInterval {
  readonly ratio: number;
  /** 95 % bootstrap interval. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/**
 * Ratio of the medians of `a` and `b` with its 95 % bootstrap interval (percentile method, Efron 1979). Both are drawn anew with
 * replacement; the generator has a fixed seed, so that the same measurements give the same interval.
 */
export function ratioOfMedians(a: readonly number[], b: readonly number[]): RatioInterval | null {
  if (a.length === 0 || b.length === 0) return null;
  const random = mulberry32(550);
  const draw = (values: readonly number[]): number =>
    median(Array.from(values, () => values[Math.floor(random() * values.length)] ?? NaN));
  const ratios = Array.from({ length: RESAMPLES }, () => draw(a) / draw(b));
  return { ratio: median([...a]) / median([...b]), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for resampling. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
