/** One engine's or region's numbers over time: a column of a track, as charts and cells ask for it. */
import type { Grid } from './grid.js';
import { DRAWN, END, type Ring, TIMES } from './ring.js';

export class Series {
  readonly #ring: Ring;
  readonly #grid: Grid;
  readonly #zeroRows: Uint8Array;
  /** Its column of the grid; null: it never was anything but 0 and needs none. */
  column: number | null;

  /** @param zeroRows by place, 1 where everything that has no column was 0 */
  constructor(ring: Ring, grid: Grid, zeroRows: Uint8Array, column: number | null) {
    this.#ring = ring;
    this.#grid = grid;
    this.#zeroRows = zeroRows;
    this.column = column;
  }

  /**
   * Means of equal parts of the last seconds, oldest first: the points of a chart. NaN is a gap.
   *
   * Each row's value goes into every part of the window that its span touches, by the time that it has there. Rows are taken from
   * the newest back, so the parts come one after the other, too.
   *
   * @param means written over and given back, for who draws again and again
   */
  resampled(seconds: number, points: number, means: Float64Array = new Float64Array(points)): Float64Array {
    means.fill(NaN);
    const { column } = this;
    const { times, rows, added } = this.#ring;
    const { numbers, width } = this.#grid;
    const partMs = (seconds * 1000) / points;
    let next = this.#ring.place(added - 1);
    const startMs = this.#ring.endMs(next) - seconds * 1000;
    let part = points - 1;
    let sum = 0;
    let weight = 0;
    for (let left = this.#ring.length; left > 0; left--) {
      const place = next;
      next = (place === 0 ? rows : place) - 1;
      const endMs = (times[TIMES * place + END] ?? NaN) - startMs;
      if (endMs <= 0) break;
      const value = column !== null ? (numbers[place * width + column] ?? NaN) : this.#zeroRows[place] === 1 ? 0 : NaN;
      const fromMs = Math.max(endMs - (times[TIMES * place + DRAWN] ?? NaN), 0);
      if (Number.isNaN(value)) continue;
      for (; part >= 0; part--) {
        const overlapMs = Math.min(endMs, (part + 1) * partMs) - Math.max(fromMs, part * partMs);
        if (overlapMs > 0) {
          sum += value * overlapMs;
          weight += overlapMs;
          means[part] = sum / weight;
        }
        // What is left of this part is an older row's.
        if (fromMs > part * partMs) break;
        sum = 0;
        weight = 0;
      }
    }
    return means;
  }
}
