/**
 * The round past all processes while no DRM file is opened, for what the kernel's counts do not show: a new process that inherited a
 * client, a process that was handed one.
 *
 * Each tick goes a part of it, so that no tick costs much more than another.
 */

/** Processes met per second: 0.1 ms of CPU, and 550 of them in 35 s. */
const MET_PER_SECOND = 16;

export class Round {
  /** Everybody is met within this time, ns, at whatever cost; null: at the pace above. */
  readonly #withinNs: number | null;
  #pids: readonly number[] = [];
  #at = 0;
  /** Number of the sweep in which it began. */
  #began = 0;
  /** When the last part was gone, or everybody was looked at, monotonic ns. */
  #lastNs = 0n;

  constructor(withinNs: number | null) {
    this.#withinNs = withinNs;
  }

  /** Everybody was looked at in this sweep: there is nothing to be gone on with. */
  restart(startNs: bigint): void {
    this.#pids = [];
    this.#at = 0;
    this.#began = 0;
    this.#lastNs = startNs;
  }

  /** True when the next part begins a new round; then `begin` has to be called. */
  get isOver(): boolean {
    return this.#at >= this.#pids.length;
  }

  /** The sweep in which the round that is over began: whoever has not been met since is gone. 0: there was none. */
  get began(): number {
    return this.#began;
  }

  /** @param pids those that were never met first, so that a new process need not wait for a round of its own */
  begin(pids: readonly number[], sweep: number): void {
    this.#pids = pids;
    this.#at = 0;
    this.#began = pids.length === 0 ? 0 : sweep;
  }

  /** Whom to meet in a sweep that began then. */
  part(startNs: bigint): readonly number[] {
    const part = this.#pids.slice(this.#at, this.#at + this.#partSize(Number(startNs - this.#lastNs), this.#pids.length));
    this.#lastNs = startNs;
    this.#at += part.length;
    return part;
  }

  /** Longest time until each of so many processes is met, ns: by the parts of a round, and one more for those that came meanwhile. */
  delayNs(processes: number, intervalNs: number): number {
    return (Math.ceil(processes / this.#partSize(intervalNs, processes)) + 2) * intervalNs;
  }

  #partSize(sinceNs: number, processes: number): number {
    const perNs = this.#withinNs === null ? MET_PER_SECOND / 1e9 : (1.25 * processes) / this.#withinNs;
    return Math.max(1, Math.round(sinceNs * perNs));
  }
}
