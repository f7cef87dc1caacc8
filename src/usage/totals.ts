/**
 * What is counted of all clients, as it stands now: busy time in a column for each engine of each client, bytes in a column for each client and
 * device. Columns of those that are forgotten are given out again. Everything is in typed arrays: a tick goes over all of it.
 */
import { Parts } from './parts.js';

/** Columns that there is room for at first, and how much more there is when they do not do. */
const FIRST = 16;
const MORE = 1.5;

export class Totals {
  /** One for each span. */
  readonly parts: readonly Parts[];
  /** Since it was first counted, and how much of it came between the last two snapshots. */
  busyNs = new Float64Array(FIRST);
  gainNs = new Float64Array(FIRST);
  /** The kernel's counter when it was last read; NaN: not yet. */
  countedNs = new Float64Array(FIRST).fill(NaN);
  /** In use, now and the time before; NaN is not known. */
  bytes = new Float64Array(FIRST).fill(NaN);
  bytesBefore = new Float64Array(FIRST).fill(NaN);
  readonly #engines = new Places();
  readonly #memories = new Places();

  /** @param spans s */
  constructor(spans: readonly number[]) {
    this.parts = spans.map((seconds) => new Parts(seconds * 1000));
  }

  /** A column of an engine, in which nothing was counted yet. */
  addEngine(): number {
    const column = this.#engines.take();
    if (column >= this.busyNs.length) {
      this.busyNs = longer(this.busyNs, 0);
      this.gainNs = longer(this.gainNs, 0);
      this.countedNs = longer(this.countedNs, NaN);
    }
    return column;
  }

  /** A column of bytes that are not known. */
  addMemory(): number {
    const column = this.#memories.take();
    if (column >= this.bytes.length) {
      this.bytes = longer(this.bytes, NaN);
      this.bytesBefore = longer(this.bytesBefore, NaN);
    }
    return column;
  }

  /** Forgets columns. */
  drop(engines: readonly number[], memory: number): void {
    for (const column of engines) {
      this.busyNs[column] = this.gainNs[column] = 0;
      this.countedNs[column] = NaN;
      for (const parts of this.parts) parts.dropEngine(column);
      this.#engines.giveBack(column);
    }
    this.bytes[memory] = this.bytesBefore[memory] = NaN;
    for (const parts of this.parts) parts.dropMemory(memory);
    this.#memories.giveBack(memory);
  }

  count(column: number, ns: number): void {
    this.busyNs[column] = (this.busyNs[column] ?? 0) + ns;
    this.gainNs[column] = (this.gainNs[column] ?? 0) + ns;
  }

  /** Adds all that was ever counted in one column to another. */
  join(into: number, from: number): void {
    this.busyNs[into] = (this.busyNs[into] ?? 0) + (this.busyNs[from] ?? 0);
    for (const parts of this.parts) parts.join(this, into, from);
  }

  /** A new snapshot begins: nothing is gained yet. */
  begin(): void {
    this.gainNs.fill(0);
    this.bytesBefore.set(this.bytes);
  }

  /** Ends the parts that were over between the last two snapshots. */
  goOn(fromMs: number, toMs: number): void {
    for (const parts of this.parts) parts.goOn(this, fromMs, toMs);
  }

  /** The same for columns of a client that was last seen in an earlier snapshot: what it did since then it did evenly. */
  catchUp(engines: readonly number[], memory: number, fromMs: number, toMs: number): void {
    for (const parts of this.parts) parts.catchUp(this, engines, memory, fromMs, toMs);
  }
}

/** Numbers from 0 up that are given out; those that were given back come first. */
class Places {
  #used = 0;
  readonly #free: number[] = [];

  take(): number {
    return this.#free.pop() ?? this.#used++;
  }

  giveBack(place: number): void {
    this.#free.push(place);
  }
}

function longer(numbers: Float64Array, fill: number): Float64Array<ArrayBuffer> {
  const more = new Float64Array(Math.ceil(numbers.length * MORE)).fill(fill);
  more.set(numbers);
  return more;
}
