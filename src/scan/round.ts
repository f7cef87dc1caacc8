/**
 * The round past all processes while no DRM file is opened, for what the kernel's counts do not show: a new process that inherited a
 * client, a process that was handed one.
 *
 * It is gone in parts, a few seconds apart, so that all other ticks look at nobody.
 */

/** Between two parts, ns. */
const PART_EVERY_NS = 4e9;

/** Processes met per second: 0.2 ms of CPU, and 550 of them in 12 s. */
const MET_PER_SECOND = 64;

export class Round {
  /** Everybody is met within this time, ns, at whatever cost; null: at the pace above. */
  readonly #withinNs: number | null;
  #pids: readonly number[] = [];
  #at = 0;
  /** Number of the sweep in which it began. */
  #began = 0;
  /** When the last part was gone, or everybody was looked at, monotonic ns. */
  #lastNs: bigint | null = null;

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

  /** Whether the next part's turn has come in a sweep that began then; ticks are never exact. */
  isDue(startNs: bigint, intervalNs: number | null): boolean {
    return this.#lastNs === null || Number(startNs - this.#lastNs) + 0.25 * (intervalNs ?? 0) >= this.#everyNs;
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
    const sinceNs = this.#lastNs === null ? 0 : Number(startNs - this.#lastNs);
    this.#lastNs = startNs;
    const part = this.#pids.slice(this.#at, this.#at + this.#partSize(sinceNs, this.#pids.length));
    this.#at += part.length;
    return part;
  }

  /** Between two parts, ns, where a tick comes so often. */
  partsNs(intervalNs: number): number {
    return Math.max(1, Math.ceil(this.#everyNs / intervalNs - 0.25)) * intervalNs;
  }

  /** Longest time until each of so many processes is met, ns: by the parts of a round, and one more for those that came meanwhile. */
  delayNs(processes: number, intervalNs: number): number {
    const partsNs = this.partsNs(intervalNs);
    return (Math.ceil(processes / this.#partSize(partsNs, processes)) + 1) * partsNs + intervalNs;
  }

  get #everyNs(): number {
    return this.#withinNs === null ? PART_EVERY_NS : 0;
  }

  #partSize(sinceNs: number, processes: number): number {
    const perNs = this.#withinNs === null ? MET_PER_SECOND / 1e9 : (1.25 * processes) / this.#withinNs;
    return Math.max(1, Math.ceil(sinceNs * perNs));
  }
}
