/**
 * The order in which processes are listed again though nothing about them changed: whoever waited longest comes first.
 *
 * Needed because a process can close one fd and open another between two ticks: the number of fds stays the same, and no
 * stat shows it. Before Linux 6.2 no stat shows anything, and this alone finds new clients.
 */
import type { ProcessRecord } from './process-record.js';

export class Rotation {
  /** In the order of the last listing: a Set keeps the order of insertion. */
  readonly #waiting = new Set<ProcessRecord>();
  #totalCostNs = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** What listing every process once would take, ns, as measured when each was last listed. */
  get totalCostNs(): number {
    return this.#totalCostNs;
  }

  /** Longest-waiting first. Processes listed meanwhile move to the end. */
  waiting(): Iterable<ProcessRecord> {
    return this.#waiting;
  }

  /** Notes that a process was listed, and took `costBeforeNs` the time before (0 when new). */
  listed(record: ProcessRecord, costBeforeNs: number): void {
    const known = this.#waiting.delete(record);
    this.#totalCostNs += record.listCostNs - (known ? costBeforeNs : 0);
    this.#waiting.add(record);
  }

  remove(record: ProcessRecord): void {
    if (this.#waiting.delete(record)) this.#totalCostNs -= record.listCostNs;
  }
}
