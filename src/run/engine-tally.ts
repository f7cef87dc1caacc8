/**
 * What one engine group of a device did for a command, summed over the command's clients.
 *
 * Kernels count busyness in different units. Nanoseconds are summed as they are. Cycles of the GPU's clock become time by the rate
 * at which that clock (total-cycles) ran between the readings, so also the cycles before a client's first reading count.
 * Cycles beside a highest frequency become time at full speed. A percentage that the kernel worked out itself holds for the time
 * between two readings.
 */
import { basisOf } from '../ledger/busy.js';
import type { BusyBasis, EngineUse } from '../ledger/snapshot.js';

/** Counters of one client's engine, as far as they add up. */
export interface EngineCount {
  readonly busyNs: bigint | null;
  readonly cycles: bigint | null;
}

export interface EngineUsage {
  /** Busy time of the whole group; above the elapsed time where several engines work side by side. Null: cannot be told. */
  readonly busyNs: bigint | null;
  /** Busy cycles, where the driver counts them. */
  readonly cycles: bigint | null;
  /** How `busyNs` came about; null while there is none. */
  readonly basis: BusyBasis | null;
  readonly capacity: number;
}

export class EngineTally {
  #ns: bigint | null = null;
  #cycles: bigint | null = null;
  #percentNs: number | null = null;
  /** How far the GPU's clock ran, and in what time. */
  #clockTicks = 0n;
  #clockNs = 0n;
  #maxFrequencyHz: number | null = null;
  #basis: BusyBasis | null = null;
  #capacity = 1;

  /** Adds what a client's engine did since `from`; `atNs` is the time of the reading that `use` comes from. */
  add(use: EngineUse, from: EngineCount, atNs: bigint): void {
    const { counters, before, ratio } = use;
    const basis = basisOf(counters);
    this.#basis ??= basis;
    this.#capacity = Math.max(this.#capacity, counters.capacity);
    this.#ns = plus(this.#ns, risen(from.busyNs, counters.busyNs));
    this.#cycles = plus(this.#cycles, risen(from.cycles, counters.cycles));
    this.#maxFrequencyHz = counters.maxFrequencyHz ?? this.#maxFrequencyHz;
    if (before === null) return;
    const passedNs = atNs - before.atNs;
    const ticks = (counters.totalCycles ?? 0n) - (before.counters.totalCycles ?? counters.totalCycles ?? 0n);
    if (ticks > 0n && passedNs > 0n) {
      this.#clockTicks += ticks;
      this.#clockNs += passedNs;
    }
    if (basis === 'kernel-percent' && ratio !== null)
      this.#percentNs = (this.#percentNs ?? 0) + ratio * counters.capacity * Number(passedNs);
  }

  /** Counts an engine that is there, with nothing done yet: 0, where the driver has such a counter. */
  see(use: EngineUse): void {
    this.add({ ...use, before: null }, use.counters, 0n);
  }

  get usage(): EngineUsage {
    return { busyNs: this.#busyNs(), cycles: this.#cycles, basis: this.#basis, capacity: this.#capacity };
  }

  #busyNs(): bigint | null {
    if (this.#ns !== null) return this.#ns;
    if (this.#percentNs !== null) return BigInt(Math.round(this.#percentNs));
    if (this.#cycles === null) return null;
    if (this.#clockTicks > 0n) return (this.#cycles * this.#clockNs) / this.#clockTicks;
    if (this.#cycles === 0n && this.#basis !== null) return 0n;
    if (this.#basis !== 'full-speed' || this.#maxFrequencyHz === null) return null;
    return (this.#cycles * 1_000_000_000n) / BigInt(Math.round(this.#maxFrequencyHz));
  }
}

/** A counter that went back (the GPU was reset) starts a new count. */
function risen(from: bigint | null, to: bigint | null): bigint | null {
  if (to === null) return null;
  return from === null || to < from ? 0n : to - from;
}

function plus(a: bigint | null, b: bigint | null): bigint | null {
  return a === null ? b : a + (b ?? 0n);
}
