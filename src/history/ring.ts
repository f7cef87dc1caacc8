/** The times of a track's rows, in a ring: what all its columns have in common. */

/** A time in milliseconds, and how long before it the row's numbers hold. */
export interface Span {
  readonly endMs: number;
  /** The time that was measured: the weight of the row in an average. */
  readonly measuredMs: number;
  /** The time to draw it over: shorter than measured where measuring had been interrupted. */
  readonly drawnMs: number;
}

/** Numbers for each row; they stand together, so that a row is one place in memory. */
export const TIMES = 3;
export const [END, MEASURED, DRAWN] = [0, 1, 2];

export class Ring {
  readonly rows: number;
  /** Rows ever added. */
  added = 0;
  /** `TIMES` for each place, of a `Span`: `END`, `MEASURED`, `DRAWN`. */
  readonly times: Float64Array;

  constructor(rows: number) {
    this.rows = rows;
    this.times = new Float64Array(TIMES * rows);
  }

  /** Rows that are kept now. */
  get length(): number {
    return Math.min(this.added, this.rows);
  }

  /** Seconds from the first row that is kept to the last. */
  get seconds(): number {
    const { length } = this;
    return length < 2 ? 0 : (this.endMs(this.place(this.added - 1)) - this.endMs(this.place(this.added - length))) / 1000;
  }

  /** The place of a row, counted from the first that was ever added. */
  place(row: number): number {
    return row % this.rows;
  }

  endMs(place: number): number {
    return this.times[TIMES * place + END] ?? NaN;
  }

  /** Adds a row over a `Span`, where the ring is full in place of the oldest, and tells its place. Times must not go back. */
  add(endMs: number, measuredMs: number, drawnMs: number): number {
    const place = this.added++ % this.rows;
    const at = TIMES * place;
    const { times } = this;
    times[at + END] = endMs;
    times[at + MEASURED] = measuredMs;
    times[at + DRAWN] = drawnMs;
    return place;
  }
}
