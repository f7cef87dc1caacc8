/** Lists one process: finds its DRM fds anew, reads them, and notes in its record what the next sweep goes by. */
import type { Strategy } from '../drm/strategy.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import type { Clock } from './clock.js';
import { listFds } from './fd-listing.js';
import type { FdReadings } from './fd-readings.js';
import type { Pace } from './pace.js';
import type { KnownFd, ProcessRecord } from './process-record.js';
import type { SweepState } from './sweep-state.js';

export class ProcessLister {
  readonly #root: Root;
  readonly #clock: Clock;
  readonly #strategy: Strategy;
  readonly #readings: FdReadings;
  /** st_size of PID/fd is the number of open fds: since Linux 6.2, and never in a tree. Known from the first size that is not 0. */
  #sizesTell = false;

  constructor(root: Root, clock: Clock, strategy: Strategy, readings: FdReadings) {
    this.#root = root;
    this.#clock = clock;
    this.#strategy = strategy;
    this.#readings = readings;
  }

  /** To be told every size met. */
  sawSize(size: number): void {
    if (size > 0 && this.#root.kind === 'procfs') this.#sizesTell = true;
  }

  /** True for kernel threads and zombies: there is nothing to list. */
  hasNoFds(record: ProcessRecord): boolean {
    return this.#sizesTell && record.size === 0;
  }

  /** Lists the process. It may have ended meanwhile: then it has no known fds afterwards. */
  async list(record: ProcessRecord, sweep: SweepState): Promise<void> {
    const startNs = this.#clock.nowNs();
    const watch = { awayNs: 0n };
    const found: KnownFd[] = [];
    const count = this.#sizesTell && record.size > 0 ? record.size : null;
    let open = await this.#walk(this.#strategy, record, count, found, watch, sweep);
    if (open instanceof Failure && this.#mayTryElse(open) && this.#strategy.whenRefused !== null) {
      found.length = 0;
      open = await this.#walk(this.#strategy.whenRefused, record, count, found, watch, sweep);
    }
    if (!(open instanceof Failure) || open.gone || open.denied) record.known = found;
    record.refused = open instanceof Failure && open.denied ? open.errno : null;
    record.listedNs = startNs;
    record.listedIn = sweep.number;
    sweep.processesListed++;
    if (!(open instanceof Failure)) {
      sweep.fdsChecked += open;
      record.trimSettled(open);
      // What was listed is what is known: a fd opened since the stat must look like a change to the next sweep.
      if (this.#sizesTell) record.size = open;
    } else if (!open.denied) {
      sweep.coverage.add(open);
      record.distrust();
    }
    record.listCostNs = Number(this.#clock.nowNs() - startNs - watch.awayNs);
  }

  /** Refused; or in a tree not there, because whoever recorded it was refused. */
  #mayTryElse(failure: Failure): boolean {
    return failure.denied || (this.#root.kind === 'tree' && failure.gone);
  }

  #walk(
    strategy: Strategy,
    record: ProcessRecord,
    count: number | null,
    found: KnownFd[],
    watch: { awayNs: bigint },
    { pace, startNs, coverage }: SweepState,
  ): Promise<number | Failure> {
    return listFds(record, strategy, count, {
      files: this.#root.files,
      rest: () => (pace.spent ? this.#rest(pace, watch) : null),
      found: (fd, candidate) => {
        const known = this.#readings.settle(record, fd, candidate, startNs, coverage);
        if (known !== null) found.push(known);
      },
      failed: (failure) => coverage.add(failure),
    });
  }

  /** Gives the event loop a turn; what passes meanwhile is not this listing's cost. */
  async #rest(pace: Pace, watch: { awayNs: bigint }): Promise<void> {
    const leftNs = this.#clock.nowNs();
    await pace.nextTurn();
    watch.awayNs += this.#clock.nowNs() - leftNs;
  }
}
