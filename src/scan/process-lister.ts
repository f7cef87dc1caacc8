/** Lists one process: finds its DRM fds anew, reads them, and notes in its record what the next sweep goes by. */
import type { Strategy } from '../drm/strategies/strategy.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import type { AtRest } from './at-rest.js';
import type { Clock } from './clock.js';
import { type FdPass, type FoundFd, listFds } from './fd-listing.js';
import type { FdReadings } from './fd-readings.js';
import { HeldFds } from './held-fds.js';
import type { ProcessRecord } from './process-record.js';
import type { SweepState } from './sweep-state.js';

export class ProcessLister {
  readonly #root: Root;
  readonly #clock: Clock;
  readonly #strategy: Strategy;
  readonly #readings: FdReadings;
  readonly #atRest: AtRest;
  /** st_size of PID/fd is the number of open fds: since Linux 6.2, and never in a tree. Known from the first size that is not 0. */
  #sizesTell = false;
  /** Silent fds that are listed, and fds that are not, of all processes. */
  #silent = 0;
  #unlisted = 0;
  /** Those whose fds have not all been looked at yet. */
  readonly #waiting = new Set<ProcessRecord>();

  constructor(root: Root, clock: Clock, strategy: Strategy, readings: FdReadings, atRest: AtRest) {
    this.#root = root;
    this.#clock = clock;
    this.#strategy = strategy;
    this.#readings = readings;
    this.#atRest = atRest;
  }

  /** To be told every size met. */
  sawSize(size: number): void {
    if (size > 0 && this.#root.kind === 'procfs') this.#sizesTell = true;
  }

  /** True for kernel threads and zombies: there is nothing to list, and whatever was known of them is over. */
  passOver(record: ProcessRecord): boolean {
    if (!this.#sizesTell || record.size !== 0) return false;
    this.forget(record);
    record.known = [];
    record.refused = null;
    return true;
  }

  /**
   * Lists the process, as far as there is time. It may have ended meanwhile: then it has no known fds afterwards.
   *
   * @returns false where there was no time at all
   */
  async list(record: ProcessRecord, sweep: SweepState): Promise<boolean> {
    if (sweep.isListingOver()) {
      this.#putOff(record, sweep);
      return false;
    }
    if (record.rest !== null) this.#refresh(record, sweep);
    record.timesPutOff = 0;
    record.listedNs = this.#clock.nowNs();
    record.listedIn = sweep.number;
    sweep.processesListed++;
    const pass = await this.#walk(record, sweep);
    this.#waiting.delete(record);
    if (pass instanceof Failure) this.#failed(record, pass, sweep);
    else this.#settle(record, pass, sweep);
    return true;
  }

  /** To be called when nothing of a process is known any more. */
  forget(record: ProcessRecord): void {
    this.#waiting.delete(record);
    record.rest = null;
    this.#tally(record, 0, 0);
  }

  /** Processes whose fds have not all been looked at yet: the next sweep goes on with them. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** fds of all processes that are counted and not listed. */
  get unlisted(): number {
    return this.#unlisted;
  }

  #tally(record: ProcessRecord, silent: number, unlisted: number): void {
    this.#silent += silent - record.silent;
    this.#unlisted += unlisted - record.unlisted;
    record.silent = silent;
    record.unlisted = unlisted;
  }

  /** There is no time for it in this sweep: what was known of it is read again, and that is all. */
  #putOff(record: ProcessRecord, sweep: SweepState): void {
    this.#refresh(record, sweep);
    record.timesPutOff++;
    record.distrust();
    this.#waiting.add(record);
  }

  #refresh(record: ProcessRecord, { coverage }: SweepState): void {
    const { known, rest } = record;
    record.known = this.#readings.standing(record, coverage);
    if (rest !== null && record.known.length < known.length) record.rest = { ...rest, isStale: true };
  }

  /** What is held so far of a process whose listing goes on. */
  #heldBefore(record: ProcessRecord): HeldFds {
    const held = new HeldFds(this.#silent - record.silent);
    if (record.rest === null) return held;
    for (const known of record.known) held.add(known);
    held.unlisted += record.unlisted;
    return held;
  }

  async #walk(record: ProcessRecord, sweep: SweepState): Promise<FdPass | Failure> {
    const { pace, coverage, startNs } = sweep;
    const tools = {
      files: this.#root.files,
      held: () => this.#heldBefore(record),
      settle: (found: FoundFd, held: HeldFds) => this.#readings.settle(record, found, startNs, coverage, held),
      atRest: this.#atRest,
      rest: () => (pace.spent ? pace.nextTurn() : null),
      isOver: () => sweep.isListingOver(),
      failed: (failure: Failure) => coverage.add(failure),
    };
    const count = this.#sizesTell && record.size > 0 ? record.size : null;
    const { whenRefused } = this.#strategy;
    const pass = await listFds(record, this.#strategy, count, tools);
    // In a tree fd/ may be absent because whoever recorded it was refused.
    const refused = pass instanceof Failure && (pass.denied || (this.#root.kind === 'tree' && pass.gone));
    return refused && whenRefused !== null ? listFds(record, whenRefused, count, tools) : pass;
  }

  #settle(record: ProcessRecord, pass: FdPass, sweep: SweepState): void {
    const held = pass.settleAll();
    this.#tally(record, held.silent, held.unlisted);
    record.known = held.known;
    record.refused = null;
    const { open: openBefore = 0, isStale = false } = record.rest ?? {};
    sweep.fdsChecked += pass.open - openBefore;
    record.openFds = pass.open;
    record.rest = pass.stoppedAt === null ? null : { from: pass.stoppedAt, open: pass.open, isStale };
    if (record.rest !== null) {
      this.#waiting.add(record);
      return;
    }
    record.trimSettled(pass.open);
    // What was listed is what is known: a fd opened since the stat must look like a change to the next sweep.
    if (this.#sizesTell) record.size = pass.open;
    if (isStale) record.distrust();
  }

  #failed(record: ProcessRecord, failure: Failure, sweep: SweepState): void {
    record.numbers = [];
    record.openFds = 0;
    record.rest = null;
    record.refused = failure.denied ? failure.errno : null;
    if (failure.denied || failure.gone) {
      record.known = [];
      this.forget(record);
    } else {
      // Out of file descriptors, an I/O error: what was known stays, and the next sweep tries again.
      sweep.coverage.add(failure);
      record.distrust();
    }
  }
}
