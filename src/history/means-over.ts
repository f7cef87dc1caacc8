/** The means of a ring's columns over the last seconds. */
import type { Grid } from './grid.js';
import { END, MEASURED, type Ring, TIMES } from './ring.js';

/** Of columns while they are added up, written over from one track to the next. */
let sums = new Float64Array(0);
let weights = new Float64Array(0);

export class MeansOver {
  readonly seconds: number;
  readonly #ring: Ring;
  readonly #grid: Grid;
  readonly #means: number[] = [];
  /** Rows ever added when they were added up last. */
  #added = 0;

  constructor(ring: Ring, grid: Grid, seconds: number) {
    this.#ring = ring;
    this.#grid = grid;
    this.seconds = seconds;
  }

  /** Each column's mean, weighted by measured time; NaN where nothing was known. Valid until the next row. */
  now(): readonly number[] {
    const ring = this.#ring;
    const grid = this.#grid;
    const means = this.#means;
    if (ring.added === this.#added) return means;
    this.#added = ring.added;
    const { width, numbers } = grid;
    const { times, rows } = ring;
    if (sums.length < width) {
      sums = new Float64Array(width);
      weights = new Float64Array(width);
    }
    const sumOf = sums.fill(0);
    const weightOf = weights.fill(0);
    let place = ring.place(ring.added - 1);
    const startMs = ring.endMs(place) - this.seconds * 1000;
    for (let left = ring.length; left > 0; left--) {
      const sinceStartMs = (times[TIMES * place + END] ?? NaN) - startMs;
      if (sinceStartMs <= 0) break;
      // Of a row that began before the time, only the rest counts.
      const weight = Math.min(times[TIMES * place + MEASURED] ?? NaN, sinceStartMs);
      const first = place * width;
      for (let column = 0; column < width; column++) {
        const value = numbers[first + column] ?? NaN;
        if (Number.isNaN(value)) continue;
        sumOf[column] = (sumOf[column] ?? 0) + value * weight;
        weightOf[column] = (weightOf[column] ?? 0) + weight;
      }
      place = (place === 0 ? rows : place) - 1;
    }
    for (let column = 0; column < width; column++) {
      const weight = weightOf[column] ?? 0;
      means[column] = weight > 0 ? (sumOf[column] ?? 0) / weight : NaN;
    }
    return means;
  }
}
