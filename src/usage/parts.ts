/**
 * What one client did over a span of time, in equal parts: busy ns of each engine added up, and the bytes that it had at the end of each
 * part. A ring: the newest part still grows, the oldest makes room. Its size is fixed however long and however often one looks.
 */

/** Parts of a span; a part is a second of a minute, ten of ten minutes, a minute of an hour. */
const PARTS = 60;
/** What is kept: one more, so that it is never less than the span while the newest part has only begun. */
export const ROWS = PARTS + 1;

/** Length of a part of a span, ms. */
export function partLength(spanMs: number): number {
  return spanMs / PARTS;
}

/** The number of the part in which a moment is; one that ends a part belongs to it. */
function partAt(ms: number, partMs: number): number {
  return Math.max(0, Math.ceil(ms / partMs) - 1);
}

/** When the oldest part that is kept at a moment began, ms; below 0 where there were not so many yet. */
export function oldestPart(nowMs: number, partMs: number): number {
  return (partAt(nowMs, partMs) - ROWS + 1) * partMs;
}

export class Parts {
  readonly partMs: number;
  #engines = 0;
  /** Rows of engines; a part's row is at its number modulo ROWS. */
  #busyNs = new Float64Array(0);
  readonly #bytes = new Float64Array(ROWS).fill(NaN);
  /** The newest part that was written to. */
  #newest = 0;

  constructor(spanMs: number) {
    this.partMs = partLength(spanMs);
  }

  /** Adds time of an engine that was worked evenly between two moments, ms. What is older than the span is left out. */
  addBusy(engine: number, fromMs: number, toMs: number, ns: number): void {
    if (engine >= this.#engines) this.#widen(engine + 1);
    const last = partAt(toMs, this.partMs);
    this.#goOn(last);
    const first = Math.floor(fromMs / this.partMs);
    if (first >= last) this.#add(last, engine, ns);
    else
      for (let part = Math.max(first, last - ROWS + 1); part <= last; part++) {
        const shareMs = Math.min(toMs, (part + 1) * this.partMs) - Math.max(fromMs, part * this.partMs);
        this.#add(part, engine, (ns * shareMs) / (toMs - fromMs));
      }
  }

  /** Bytes in use from a moment on; null: not known. */
  setBytes(atMs: number, bytes: number | null): void {
    const part = partAt(atMs, this.partMs);
    this.#goOn(part);
    this.#bytes[part % ROWS] = bytes ?? NaN;
  }

  /** Busy ns of an engine in the span that ends at a moment. */
  busyNs(engine: number, nowMs: number): number {
    let sum = 0;
    this.#eachKept(nowMs, (row) => (sum += this.#busyNs[row * this.#engines + engine] ?? 0));
    return sum;
  }

  /** Adds busy ns of an engine, part by part, to what stands in `into`, the oldest part first. */
  traceBusy(engine: number, nowMs: number, into: Float64Array): void {
    this.#eachKept(nowMs, (row, at) => (into[at] = (into[at] ?? 0) + (this.#busyNs[row * this.#engines + engine] ?? 0)));
  }

  /** Adds bytes, part by part, to what stands in `into`; NaN there is unknown: the other counts. */
  traceBytes(nowMs: number, into: Float64Array): void {
    this.#eachKept(nowMs, (row, at) => {
      const [before = NaN, own = NaN] = [into[at], this.#bytes[row]];
      if (!Number.isNaN(own)) into[at] = Number.isNaN(before) ? own : before + own;
    });
  }

  /** Takes in what another one counted over the same span: `engines` has the place here of each engine there. Bytes are not added. */
  join(other: Parts, engines: readonly number[], nowMs: number): void {
    this.#goOn(partAt(nowMs, this.partMs));
    engines.forEach((own, engine) => {
      if (own >= this.#engines) this.#widen(own + 1);
      other.#eachKept(nowMs, (row) => {
        const at = row * this.#engines + own;
        this.#busyNs[at] = (this.#busyNs[at] ?? 0) + (other.#busyNs[row * other.#engines + engine] ?? 0);
      });
    });
  }

  /** Rows of the span that ends at a moment, with their places in it. */
  #eachKept(nowMs: number, see: (row: number, at: number) => void): void {
    const last = partAt(nowMs, this.partMs);
    const oldest = last - ROWS + 1;
    for (let part = Math.max(0, oldest, this.#newest - ROWS + 1); part <= Math.min(last, this.#newest); part++)
      see(part % ROWS, part - oldest);
  }

  #add(part: number, engine: number, ns: number): void {
    const at = (part % ROWS) * this.#engines + engine;
    this.#busyNs[at] = (this.#busyNs[at] ?? 0) + ns;
  }

  /** Empties the parts up to `part`; bytes stay what they were. */
  #goOn(part: number): void {
    if (part <= this.#newest) return;
    const bytes = this.#bytes[this.#newest % ROWS] ?? NaN;
    for (let next = Math.max(this.#newest + 1, part - ROWS + 1); next <= part; next++) {
      const row = next % ROWS;
      this.#busyNs.fill(0, row * this.#engines, (row + 1) * this.#engines);
      this.#bytes[row] = bytes;
    }
    this.#newest = part;
  }

  #widen(engines: number): void {
    const [before, old] = [this.#busyNs, this.#engines];
    this.#busyNs = new Float64Array(ROWS * engines);
    this.#engines = engines;
    for (let row = 0; row < ROWS; row++) this.#busyNs.set(before.subarray(row * old, (row + 1) * old), row * engines);
  }
}
