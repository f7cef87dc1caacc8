/** One engine's or region's numbers over time: a column of a track's ring, as charts and cells ask for it. */
import type { Column, Ring } from './ring.js';

/** How two numbers of one time become one. */
export type Join = 'sum' | 'most';

export class Series {
  readonly #ring: Ring;
  readonly #column: Column;

  constructor(ring: Ring, column: Column) {
    this.#ring = ring;
    this.#column = column;
  }

  /** The last `samples` rows at most, oldest first; null is a gap. */
  recent(samples: number): (number | null)[] {
    const into = new Float64Array(Math.min(samples, this.#ring.length)).fill(NaN);
    this.joinRecent(into, 'sum');
    return Array.from(into, (value) => (Number.isNaN(value) ? null : value));
  }

  /** Joins the last rows with what stands in `into`, the newest in its last place. NaN there is unknown: the other counts. */
  joinRecent(into: Float64Array, join: Join): void {
    const { rows, added, length } = this.#ring;
    const count = Math.min(into.length, length);
    let at = (added - count) % rows;
    for (let i = into.length - count; i < into.length; i++) {
      const value = this.#column[at] ?? NaN;
      const before = into[i] ?? NaN;
      if (Number.isNaN(before)) into[i] = value;
      else if (join === 'sum' && !Number.isNaN(value)) into[i] = before + value;
      else if (value > before) into[i] = value;
      at = at + 1 === rows ? 0 : at + 1;
    }
  }

  /**
   * Means of equal parts of the last seconds, oldest first: the points of a chart. Null is a gap.
   *
   * Each row's value goes into every part of the window that its span touches, by the time that it has there. Rows are taken from
   * the newest back, so the parts come one after the other, too.
   */
  resampled(seconds: number, points: number): (number | null)[] {
    const means = new Array<number | null>(points).fill(null);
    const { rows, added, length, ends, drawn } = this.#ring;
    let at = (added - 1) % rows;
    const partMs = (seconds * 1000) / points;
    const startMs = (ends[at] ?? NaN) - seconds * 1000;
    let part = points - 1;
    let sum = 0;
    let weight = 0;
    for (let left = length; left > 0; left--) {
      const endMs = (ends[at] ?? NaN) - startMs;
      if (endMs <= 0) break;
      const value = this.#column[at] ?? NaN;
      const fromMs = Math.max(endMs - (drawn[at] ?? NaN), 0);
      at = at === 0 ? rows - 1 : at - 1;
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
