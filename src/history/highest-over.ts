/** The highest of a ring's columns in equal parts of the last seconds: a row of the table as a sparkline. */
import type { Grid } from './grid.js';
import { DRAWN, END, type Ring, TIMES } from './ring.js';

/** Of the columns in the part that is added up now; written over from one to the next. */
let sums = new Float64Array(0);
let weights = new Float64Array(0);

/** The highest mean of the columns, which begin anew. */
function takeHighest(width: number): number {
  let highest = NaN;
  for (let column = 0; column < width; column++) {
    const weight = weights[column] ?? 0;
    const mean = (sums[column] ?? 0) / weight;
    if (weight > 0 && !(mean <= highest)) highest = mean;
    sums[column] = weights[column] = 0;
  }
  return highest;
}

/** The highest of what all series' `resampled` give, part by part, the oldest first; NaN is a gap in all of them. */
export function highestOver(ring: Ring, grid: Grid, seconds: number, points: number): Float64Array {
  const highest = new Float64Array(points).fill(NaN);
  const { width, numbers } = grid;
  if (sums.length < width) {
    sums = new Float64Array(width);
    weights = new Float64Array(width);
  }
  const [sumOf, weightOf, { times, rows }] = [sums, weights, ring];
  const partMs = (seconds * 1000) / points;
  let place = ring.place(ring.added - 1);
  const startMs = ring.endMs(place) - seconds * 1000;
  let part = points - 1;
  for (let left = ring.length; left > 0; left--) {
    const endMs = (times[TIMES * place + END] ?? NaN) - startMs;
    if (endMs <= 0) break;
    const fromMs = Math.max(endMs - (times[TIMES * place + DRAWN] ?? NaN), 0);
    for (; part >= 0; part--) {
      const partFromMs = part * partMs;
      const overlapMs = Math.min(endMs, (part + 1) * partMs) - Math.max(fromMs, partFromMs);
      if (overlapMs > 0) {
        const first = place * width;
        for (let column = 0; column < width; column++) {
          const value = numbers[first + column] ?? NaN;
          if (Number.isNaN(value)) continue;
          sumOf[column] = (sumOf[column] ?? 0) + value * overlapMs;
          weightOf[column] = (weightOf[column] ?? 0) + overlapMs;
        }
      }
      // What is left of this part is an older row's.
      if (fromMs > partFromMs) break;
      highest[part] = takeHighest(width);
    }
    place = (place === 0 ? rows : place) - 1;
  }
  if (part >= 0) highest[part] = takeHighest(width);
  return highest;
}
