/** The times of a track's rows, in a ring: what all its columns have in common. */

/** A time in milliseconds, and how long before it the row's numbers hold. */
export interface Span {
  readonly endMs: number;
  /** The time that was measured: the weight of the row in an average. */
  readonly measuredMs: number;
  /** The time to draw it over: shorter than measured where measuring had been interrupted. */
  readonly drawnMs: number;
}

/** The numbers of one engine or region, a place for each row of the ring; NaN is unknown. */
export type Column = Float32Array | Float64Array;

export class Ring {
  readonly rows: number;
  /** Rows ever added; the newest is at `(added - 1) % rows`. */
  added = 0;
  readonly ends: Float64Array;
  readonly measured: Float64Array;
  readonly drawn: Float64Array;

  constructor(rows: number) {
    this.rows = rows;
    this.ends = new Float64Array(rows);
    this.measured = new Float64Array(rows);
    this.drawn = new Float64Array(rows);
  }

  /** Rows that are kept now. */
  get length(): number {
    return Math.min(this.added, this.rows);
  }

  /** Adds a row, in place of the oldest where the ring is full, and tells its place. Times must not go back. */
  add({ endMs, measuredMs, drawnMs }: Span): number {
    const at = this.added++ % this.rows;
    this.ends[at] = endMs;
    this.measured[at] = measuredMs;
    this.drawn[at] = drawnMs;
    return at;
  }
}
