/**
 * The mean of one column of a ring over the last seconds, for those who ask again and again: it moves on by the rows that came and
 * went since, and does not add up the whole time anew.
 */

/** Rows over time; the newest is at `(added - 1) % rows`. */
export interface Ring {
  readonly rows: number;
  readonly ends: Float64Array;
  readonly measured: Float64Array;
}

export class MovingMean {
  readonly seconds: number;
  readonly #ring: Ring;
  readonly #column: Float32Array | Float64Array;
  /** The rows that are summed, counted from the first ever added. */
  #from = 0;
  #to = 0;
  #sum = 0;
  #weight = 0;
  /** Rows with a value, and with one other than 0: what is left of sums of doubles must not pass for a number. */
  #known = 0;
  #busy = 0;

  constructor(ring: Ring, column: Float32Array | Float64Array, seconds: number) {
    this.#ring = ring;
    this.#column = column;
    this.seconds = seconds;
  }

  /** Weighted by measured time; null where nothing was known. @param added rows ever added to the ring */
  at(added: number): number | null {
    const { rows, ends, measured } = this.#ring;
    if (added === 0) return null;
    const startMs = (ends[(added - 1) % rows] ?? NaN) - this.seconds * 1000;
    // Summed rows that the ring has lost cannot be taken off again.
    if (this.#from < added - rows) this.#restart(Math.max(0, added - rows));
    for (; this.#to < added; this.#to++) this.#count(this.#to % rows, 1);
    for (; this.#from < this.#to && !((ends[this.#from % rows] ?? NaN) > startMs); this.#from++)
      this.#count(this.#from % rows, -1);
    if (this.#known === 0) this.#weight = 0;
    if (this.#busy === 0) this.#sum = 0;
    let [sum, weight] = [this.#sum, this.#weight];
    for (let row = this.#from; row < this.#to; row++) {
      const at = row % rows;
      const value = this.#column[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      // Of a row that began before the time, only the rest counts. Those after it begin within it.
      const beforeMs = (measured[at] ?? 0) - ((ends[at] ?? NaN) - startMs);
      if (beforeMs <= 0) break;
      sum -= value * beforeMs;
      weight -= beforeMs;
    }
    return weight > 0 ? sum / weight : null;
  }

  #restart(oldest: number): void {
    this.#from = this.#to = oldest;
    this.#sum = this.#weight = this.#known = this.#busy = 0;
  }

  #count(at: number, sign: 1 | -1): void {
    const value = this.#column[at] ?? NaN;
    if (Number.isNaN(value)) return;
    const weight = sign * (this.#ring.measured[at] ?? 0);
    this.#sum += value * weight;
    this.#weight += weight;
    this.#known += sign;
    if (value !== 0) this.#busy += sign;
  }
}
