/**
 * The means of a ring's columns over the last seconds, for those who ask again and again: they move on by the rows that came and
 * went since, and do not add up the whole time anew.
 */
import type { Grid } from './grid.js';
import type { Ring } from './ring.js';

/** What is summed of one column. */
interface Sum {
  /** Of values by their weight. */
  value: number;
  weight: number;
  /** Rows with a value, and with one other than 0: what is left of sums of doubles must not pass for a number. */
  known: number;
  busy: number;
}

export class MovingMeans {
  readonly seconds: number;
  readonly #ring: Ring;
  readonly #grid: Grid;
  /** One for each column. */
  readonly #sums: Sum[] = [];
  readonly #means: number[] = [];
  /** The rows that are summed, counted from the first ever added. */
  #from = 0;
  #to = 0;

  constructor(ring: Ring, grid: Grid, seconds: number) {
    this.#ring = ring;
    this.#grid = grid;
    this.seconds = seconds;
  }

  /** Each column's mean, weighted by measured time; NaN where nothing was known. Valid until the next row. */
  now(): readonly number[] {
    const { added, rows } = this.#ring;
    if (added === this.#to) return this.#means;
    // Summed rows that the ring has lost cannot be taken off again.
    if (this.#from < added - rows) this.#restart(added - rows);
    for (let i = this.#sums.length; i < this.#grid.width; i++) this.#sums.push({ value: 0, weight: 0, known: 0, busy: 0 });
    const ring = this.#ring;
    const startMs = ring.endMs(ring.place(added - 1)) - this.seconds * 1000;
    let place = ring.place(this.#to);
    for (; this.#to < added; this.#to++, place = ring.after(place)) this.#count(place, 1);
    let oldest = ring.place(this.#from);
    for (; this.#from < added && !(ring.endMs(oldest) > startMs); this.#from++, oldest = ring.after(oldest))
      this.#count(oldest, -1);
    const means = this.#means;
    let column = 0;
    for (const sum of this.#sums) {
      if (sum.known === 0) sum.weight = 0;
      if (sum.busy === 0) sum.value = 0;
      means[column] = this.#mean(sum, column, oldest, startMs);
      column += 1;
    }
    return means;
  }

  #restart(oldest: number): void {
    this.#from = this.#to = oldest;
    this.#sums.length = 0;
  }

  /** Takes a row in, or off again. */
  #count(place: number, sign: 1 | -1): void {
    const [sums, grid] = [this.#sums, this.#grid];
    const weight = sign * this.#ring.measuredMs(place);
    let column = 0;
    for (const sum of sums) {
      const value = grid.get(place, column);
      column += 1;
      if (Number.isNaN(value)) continue;
      sum.value += value * weight;
      sum.weight += weight;
      sum.known += sign;
      if (value !== 0) sum.busy += sign;
    }
  }

  /** Of a row that began before the time, only the rest counts. */
  #mean({ value: all, weight }: Sum, column: number, oldest: number, startMs: number): number {
    let sum = all;
    let place = oldest;
    for (let left = this.#to - this.#from; left > 0; left--, place = this.#ring.after(place)) {
      const value = this.#grid.get(place, column);
      if (Number.isNaN(value)) continue;
      const beforeMs = this.#ring.measuredMs(place) - (this.#ring.endMs(place) - startMs);
      // Those after it begin within the time.
      if (beforeMs <= 0) break;
      sum -= value * beforeMs;
      weight -= beforeMs;
    }
    return weight > 0 ? sum / weight : NaN;
  }
}
