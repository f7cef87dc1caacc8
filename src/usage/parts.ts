/**
 * What was counted over a span of time, in equal parts. Kept are the totals at the end of each part, in a ring of rows: what was done in a part,
 * or in the whole span, is the difference of two. So a tick costs nothing here until a part is over, and the size is fixed however long one looks.
 */
import type { Totals } from './totals.js';

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

/** Where bytes stand, and from when to when. */
interface Column {
  readonly bytesAt: number;
  readonly sinceMs: number;
  readonly seenMs: number;
}

export class Parts {
  readonly #partMs: number;
  /** Totals of engines at the end of a part, and bytes, a row each; a part's row is at its number modulo ROWS. */
  #ends = new Float64Array(0);
  #engines = 0;
  #bytes = new Float64Array(0);
  #memories = 0;

  constructor(spanMs: number) {
    this.#partMs = partLength(spanMs);
  }

  /** Ends the parts that were over between two snapshots, at `fromMs` and `toMs`; what was done between them was done evenly. */
  goOn(now: Totals, fromMs: number, toMs: number): void {
    const current = partAt(toMs, this.#partMs);
    const first = Math.max(partAt(fromMs, this.#partMs), current - ROWS);
    if (first < current) this.#widen(now);
    const { busyNs, gainNs } = now;
    for (let part = first; part < current; part++) {
      const late = this.#lateAt(part, fromMs, toMs);
      const row = part % ROWS;
      const ends = this.#ends.subarray(row * this.#engines, (row + 1) * this.#engines);
      for (let column = 0; column < ends.length; column++) ends[column] = (busyNs[column] ?? 0) - (gainNs[column] ?? 0) * late;
      this.#bytes.set(now.bytesBefore, row * this.#memories);
    }
  }

  /** `goOn` for some columns whose last time was before the last snapshot. */
  catchUp(
    { busyNs, gainNs, bytesBefore }: Totals,
    engines: readonly number[],
    memory: number,
    fromMs: number,
    toMs: number,
  ): void {
    const current = partAt(toMs, this.#partMs);
    for (let part = Math.max(partAt(fromMs, this.#partMs), current - ROWS); part < current; part++) {
      const late = this.#lateAt(part, fromMs, toMs);
      const row = part % ROWS;
      for (const column of engines)
        this.#ends[row * this.#engines + column] = (busyNs[column] ?? 0) - (gainNs[column] ?? 0) * late;
      this.#bytes[row * this.#memories + memory] = bytesBefore[memory] ?? NaN;
    }
  }

  /** Which part of what was done between two moments was done after the end of a part. */
  #lateAt(part: number, fromMs: number, toMs: number): number {
    return Math.min(1, Math.max(0, (toMs - (part + 1) * this.#partMs) / (toMs - fromMs)));
  }

  /** Busy ns of an engine in the span that ends at a moment. */
  busyNs(now: Totals, engine: number, nowMs: number): number {
    const current = partAt(nowMs, this.#partMs);
    return (now.busyNs[engine] ?? 0) - this.#totalAt(engine, current - ROWS);
  }

  /** Adds busy ns of an engine, part by part, to what stands in `into`, the oldest part first. */
  addBusy(now: Totals, engine: number, nowMs: number, into: Float64Array): void {
    const current = partAt(nowMs, this.#partMs);
    const oldest = current - ROWS + 1;
    let before = this.#totalAt(engine, oldest - 1);
    for (let part = Math.max(0, oldest); part <= current; part++) {
      const end = part === current ? (now.busyNs[engine] ?? 0) : this.#totalAt(engine, part);
      into[part - oldest] = (into[part - oldest] ?? 0) + end - before;
      before = end;
    }
  }

  /**
   * Adds the bytes of a client or device, part by part, from when it was counted until it was last seen, to what stands in `into`; NaN there
   * is unknown: the other counts.
   */
  addBytes({ bytes }: Totals, { bytesAt, sinceMs, seenMs }: Column, nowMs: number, into: Float64Array): void {
    const current = partAt(nowMs, this.#partMs);
    const oldest = current - ROWS + 1;
    const last = partAt(Math.min(nowMs, seenMs), this.#partMs);
    for (let part = Math.max(oldest, partAt(sinceMs, this.#partMs)); part <= last; part++) {
      const own = part === current ? (bytes[bytesAt] ?? NaN) : this.#bytesAt(bytesAt, part);
      const before = into[part - oldest] ?? NaN;
      if (!Number.isNaN(own)) into[part - oldest] = Number.isNaN(before) ? own : before + own;
    }
  }

  /** Adds the totals of one engine to those of another. */
  join(now: Totals, into: number, from: number): void {
    this.#widen(now);
    for (let at = 0; at < this.#ends.length; at += this.#engines)
      this.#ends[at + into] = (this.#ends[at + into] ?? 0) + (this.#ends[at + from] ?? 0);
  }

  /** Makes the totals of an engine 0. */
  dropEngine(column: number): void {
    if (column >= this.#engines) return;
    for (let at = column; at < this.#ends.length; at += this.#engines) this.#ends[at] = 0;
  }

  dropMemory(column: number): void {
    if (column >= this.#memories) return;
    for (let at = column; at < this.#bytes.length; at += this.#memories) this.#bytes[at] = NaN;
  }

  /** The total at the end of a part that is over; of one before anything was counted 0. */
  #totalAt(engine: number, part: number): number {
    return part < 0 || engine >= this.#engines ? 0 : (this.#ends[(part % ROWS) * this.#engines + engine] ?? 0);
  }

  #bytesAt(memory: number, part: number): number {
    return memory >= this.#memories ? NaN : (this.#bytes[(part % ROWS) * this.#memories + memory] ?? NaN);
  }

  /** Makes room for as many columns as there are. */
  #widen({ busyNs, bytes }: Totals): void {
    if (busyNs.length > this.#engines) {
      this.#ends = widened(this.#ends, this.#engines, busyNs.length, 0);
      this.#engines = busyNs.length;
    }
    if (bytes.length > this.#memories) {
      this.#bytes = widened(this.#bytes, this.#memories, bytes.length, NaN);
      this.#memories = bytes.length;
    }
  }
}

function widened(numbers: Float64Array, from: number, to: number, fill: number): Float64Array<ArrayBuffer> {
  const wide = new Float64Array(ROWS * to).fill(fill);
  for (let row = 0; row * from < numbers.length; row++) wide.set(numbers.subarray(row * from, (row + 1) * from), row * to);
  return wide;
}
