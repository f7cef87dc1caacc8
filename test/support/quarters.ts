/** How a row of figures began and ended. */
import { median } from 'simple-statistics';

/** Median of the first and of the last quarter; NaN for no values. */
export function quarterMedians(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [NaN, NaN];
  const size = Math.max(1, Math.floor(values.length / 4));
  return [median(values.slice(0, size)), median(values.slice(-size))];
}
