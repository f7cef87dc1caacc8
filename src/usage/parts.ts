/**
 * What one client did over a span of time, in equal parts. Kept are the totals at the end of each part, in a ring: what was done in a part, or
 * in the whole span, is the difference of two. So a tick costs nothing here until a part is over, and the size is fixed however long one looks.
 */

/** Parts of a span; a part is a second of a minute, ten of ten minutes, a minute of an hour. */
const PARTS = 60;
/** What is told of: one more, so that it is never less than the span while the newest part has only begun. */
export const ROWS = PARTS + 1;

/** Length of a part of a span, ms. */
export function partLength(spanMs: number): number {
  return spanMs / PARTS;
}

/** The number of the part in which a moment is; one that ends a part belongs to it. */
export function partAt(ms: number, partMs: number): number {
  return Math.max(0, Math.ceil(ms / partMs) - 1);
}

/** When the oldest part that is told of at a moment began, ms; below 0 where there were not so many yet. */
export function oldestPart(nowMs: number, partMs: number): number {
  return (partAt(nowMs, partMs) - ROWS + 1) * partMs;
}

/** An engine's busy ns since it was first counted, and how much of it came between the last two times that it was read. */
export interface Counted {
  busyNs: number;
  gainNs: number;
}

/** Totals and bytes as they are now. */
export interface Now {
  readonly engines: readonly Counted[];
  /** In use, now and the time before; NaN is not known. */
  readonly bytes: number;
  readonly bytesBefore: number;
}

export class Parts {
  readonly #partMs: number;
  #engines = 0;
  /** Totals at the end of a part, a row each; a part's row is at its number modulo ROWS. */
  #ends = new Float64Array(0);
  readonly #bytes = new Float64Array(ROWS).fill(NaN);
  /** The first part that was counted in, and the newest that is over. */
  readonly #first: number;
  #closed: number;

  constructor(spanMs: number, sinceMs: number) {
    this.#partMs = partLength(spanMs);
    this.#first = partAt(sinceMs, this.#partMs);
    this.#closed = this.#first - 1;
  }

  /** Ends the parts that were over between two readings, `fromMs` and `toMs`; what was done between them was done evenly. */
  goOn({ engines, bytesBefore }: Now, fromMs: number, toMs: number): void {
    const current = partAt(toMs, this.#partMs);
    if (current - 1 <= this.#closed) return;
    if (engines.length > this.#engines) this.#widen(engines.length);
    for (let part = Math.max(this.#closed + 1, current - ROWS); part < current; part++) {
      const row = part % ROWS;
      // Of what was done between the readings so much came later.
      const late = Math.min(1, Math.max(0, (toMs - (part + 1) * this.#partMs) / (toMs - fromMs)));
      this.#bytes[row] = bytesBefore;
      let at = row * this.#engines;
      for (const { busyNs, gainNs } of engines) this.#ends[at++] = busyNs - gainNs * late;
    }
    this.#closed = current - 1;
  }

  /** Busy ns of an engine in the span that ends at a moment. */
  busyNs({ engines }: Now, engine: number, nowMs: number): number {
    const total = engines[engine]?.busyNs ?? 0;
    return total - this.#totalAt(engine, total, partAt(nowMs, this.#partMs) - ROWS);
  }

  /** Adds busy ns of an engine, part by part, to what stands in `into`, the oldest part first. */
  traceBusy({ engines }: Now, engine: number, nowMs: number, into: Float64Array): void {
    const total = engines[engine]?.busyNs ?? 0;
    const oldest = partAt(nowMs, this.#partMs) - ROWS + 1;
    let before = this.#totalAt(engine, total, oldest - 1);
    // What was before or is after the parts that are over adds nothing.
    const from = Math.max(0, this.#first - oldest);
    const to = Math.min(ROWS, this.#closed + 2 - oldest);
    for (let at = from; at < to; at++) {
      const end = this.#totalAt(engine, total, oldest + at);
      into[at] = (into[at] ?? 0) + end - before;
      before = end;
    }
  }

  /** Adds bytes, part by part, to what stands in `into`; NaN there is unknown: the other counts. Nothing after `untilMs`. */
  traceBytes({ bytes }: Now, nowMs: number, untilMs: number, into: Float64Array): void {
    const oldest = partAt(nowMs, this.#partMs) - ROWS + 1;
    const last = partAt(Math.min(nowMs, untilMs), this.#partMs);
    for (let part = Math.max(oldest, this.#first); part <= last; part++) {
      const own = part > this.#closed ? bytes : (this.#bytes[part % ROWS] ?? NaN);
      const before = into[part - oldest] ?? NaN;
      if (!Number.isNaN(own)) into[part - oldest] = Number.isNaN(before) ? own : before + own;
    }
  }

  /** Takes in what another one counted over the same span: `columns` has the place here of each engine there. Both must be up to date. */
  join(other: Parts, from: Now, columns: readonly number[]): void {
    columns.forEach((own, engine) => {
      if (own >= this.#engines) this.#widen(own + 1);
      const total = from.engines[engine]?.busyNs ?? 0;
      for (let part = Math.max(this.#first, this.#closed - ROWS + 1); part <= this.#closed; part++) {
        const at = (part % ROWS) * this.#engines + own;
        this.#ends[at] = (this.#ends[at] ?? 0) + other.#totalAt(engine, total, part);
      }
    });
  }

  /** The total at the end of a part; after the newest that is over it is what it is now. */
  #totalAt(engine: number, total: number, part: number): number {
    if (part < this.#first || engine >= this.#engines) return part < this.#first || part <= this.#closed ? 0 : total;
    return part > this.#closed ? total : (this.#ends[(part % ROWS) * this.#engines + engine] ?? 0);
  }

  #widen(engines: number): void {
    const [before, old] = [this.#ends, this.#engines];
    this.#ends = new Float64Array(ROWS * engines);
    this.#engines = engines;
    for (let row = 0; row < ROWS; row++) this.#ends.set(before.subarray(row * old, (row + 1) * old), row * engines);
  }
}
