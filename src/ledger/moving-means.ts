/**
 * The means of a ring's columns over the last seconds, for those who ask again and again: they move on by the rows that came and
 * went since, and do not add up the whole time anew.
 */
import type { Column, Ring } from './ring.js';

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
  readonly #columns: readonly Column[];
  /** One for each column. */
  readonly #sums: Sum[] = [];
  readonly #means: number[] = [];
  /** The rows that are summed, counted from the first ever added. */
  #from = 0;
  #to = 0;

  /** @param columns may grow; one that comes later has NaN in the rows before it */
  constructor(ring: Ring, columns: readonly Column[], seconds: number) {
    this.#ring = ring;
    this.#columns = columns;
    this.seconds = seconds;
  }

  /** Each column's mean, weighted by measured time; NaN where nothing was known. Valid until the next row. */
  now(): readonly number[] {
    const { added, rows, ends } = this.#ring;
    if (added === this.#to) return this.#means;
    const startMs = (ends[(added - 1) % rows] ?? NaN) - this.seconds * 1000;
    // Summed rows that the ring has lost cannot be taken off again.
    if (this.#from < added - rows) this.#restart(Math.max(0, added - rows));
    const [from, to] = [this.#from, this.#to];
    while (this.#from < added && !((ends[this.#from % rows] ?? NaN) > startMs)) this.#from++;
    this.#to = added;
    let i = 0;
    for (const column of this.#columns) {
      const sum = (this.#sums[i] ??= { value: 0, weight: 0, known: 0, busy: 0 });
      this.#count(sum, column, to, added, 1);
      this.#count(sum, column, from, this.#from, -1);
      if (sum.known === 0) sum.weight = 0;
      if (sum.busy === 0) sum.value = 0;
      this.#means[i++] = this.#mean(sum, column, startMs);
    }
    return this.#means;
  }

  #restart(oldest: number): void {
    this.#from = this.#to = oldest;
    this.#sums.length = 0;
  }

  #count(sum: Sum, column: Column, from: number, to: number, sign: 1 | -1): void {
    const { rows, measured } = this.#ring;
    for (let row = from; row < to; row++) {
      const value = column[row % rows] ?? NaN;
      if (Number.isNaN(value)) continue;
      const weight = sign * (measured[row % rows] ?? 0);
      sum.value += value * weight;
      sum.weight += weight;
      sum.known += sign;
      if (value !== 0) sum.busy += sign;
    }
  }

  /** Of a row that began before the time, only the rest counts. */
  #mean({ value: all, weight }: Sum, column: Column, startMs: number): number {
    const { rows, ends, measured } = this.#ring;
    let sum = all;
    for (let row = this.#from; row < this.#to; row++) {
      const at = row % rows;
      const value = column[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      const beforeMs = (measured[at] ?? 0) - ((ends[at] ?? NaN) - startMs);
      // Those after it begin within the time.
      if (beforeMs <= 0) break;
      sum -= value * beforeMs;
      weight -= beforeMs;
    }
    return weight > 0 ? sum / weight : NaN;
  }
}
