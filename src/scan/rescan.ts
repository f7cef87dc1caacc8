/**
 * The order in which processes are listed again though nothing about them changed: whoever waited longest comes first.
 *
 * Needed because a process can close one fd and open another between two ticks: the number of fds stays the same, and no
 * stat shows it. Before Linux 6.2 no stat shows anything, and this alone finds new clients.
 *
 * What a round costs is told by the number of fds and by what the last listings took in CPU time, together: a clock
 * around each single one would cost a tenth of it, and on a busy machine would measure the others.
 */
import type { ProcessRecord } from './process-record.js';

/** What a listing takes besides its fds, in fds: about 10 µs [measured, Node 20]. */
const LISTING_IN_FDS = 5;

/** How much the newest measurement counts. */
const NEWEST = 0.3;

export class RescanQueue {
  /** In the order of the last listing: a Set keeps the order of insertion. Values in `#costs`. */
  readonly #waiting = new Map<ProcessRecord, number>();
  #total = 0;
  #nsPerFd: number | null = null;

  get size(): number {
    return this.#waiting.size;
  }

  /** What listing every process once would take, CPU ns; null before the first measurement. */
  get roundCostNs(): number | null {
    return this.#nsPerFd === null ? null : this.#total * this.#nsPerFd;
  }

  /** When the longest-waiting was listed, monotonic ns; null when nobody waits. All others were listed later. */
  get oldestNs(): bigint | null {
    for (const record of this.#waiting.keys()) return record.listedNs;
    return null;
  }

  /** Longest-waiting first. Processes listed meanwhile move to the end. */
  waiting(): Iterable<ProcessRecord> {
    return this.#waiting.keys();
  }

  /** Notes that a process was listed; returns what that is expected to have taken, CPU ns. */
  listed(record: ProcessRecord): number {
    this.remove(record);
    const cost = LISTING_IN_FDS + record.openFds;
    this.#waiting.set(record, cost);
    this.#total += cost;
    return cost * (this.#nsPerFd ?? 0);
  }

  remove(record: ProcessRecord): void {
    this.#total -= this.#waiting.get(record) ?? 0;
    this.#waiting.delete(record);
  }

  /** Takes in what listing these processes took. */
  measured(records: readonly ProcessRecord[], cpuNs: number): void {
    let fds = 0;
    for (const record of records) fds += this.#waiting.get(record) ?? 0;
    if (fds === 0) return;
    this.#nsPerFd = this.#nsPerFd === null ? cpuNs / fds : (1 - NEWEST) * this.#nsPerFd + (NEWEST * cpuNs) / fds;
  }
}
