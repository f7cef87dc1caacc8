/** The processes met, by pid, from sweep to sweep. */
import { Failure, type FileStat } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import type { Clock } from './clock.js';
import type { ProcessLister } from './process-lister.js';
import { ProcessRecord } from './process-record.js';
import type { SweepState } from './sweep-state.js';

/**
 * Before Linux 6.13 a file system stamps times by the timer tick, 10 ms at most: a folder of a tree that changed so
 * recently may change again without its mtime moving.
 */
const FRESH_MS = 20;

export class ProcessTable {
  readonly #root: Root;
  readonly #lister: ProcessLister;
  readonly #clock: Clock;
  readonly #records = new Map<number, ProcessRecord>();

  constructor(root: Root, lister: ProcessLister, clock: Clock) {
    this.#root = root;
    this.#lister = lister;
    this.#clock = clock;
  }

  get records(): Iterable<ProcessRecord> {
    return this.#records.values();
  }

  /** The record of a process that a walk has met; undefined: none has. */
  get(pid: number): ProcessRecord | undefined {
    return this.#records.get(pid);
  }

  /**
   * Meets a process in this sweep: one stat of its fd folder, after which `changed` of its record tells whether it is
   * the same process with the same number of fds. Null: it ended, or is hidden from us.
   */
  meet(pid: number, sweep: SweepState): ProcessRecord | null {
    let record = this.#records.get(pid);
    if (record === undefined) {
      record = new ProcessRecord(this.#root.proc, pid);
      this.#records.set(pid, record);
    }
    const stat = this.#statFds(record);
    if (stat instanceof Failure) {
      // hidepid=1 refuses the folder itself; asking again in each sweep costs no more than the stat.
      if (stat.denied) sweep.coverage.addProcess(stat.errno);
      else sweep.coverage.add(stat);
      return null;
    }
    record.seenIn = sweep.number;
    this.#lister.sawSize(stat.size);
    record.changed = record.changedBy(stat);
    if (this.#root.kind === 'tree' && this.#clock.wallMs() - stat.mtimeMs < FRESH_MS) record.distrust();
    return record;
  }

  /** Drops the processes that this sweep did not meet, and says which they were. */
  dropUnmet(sweep: SweepState, dropped: (record: ProcessRecord) => void): void {
    for (const record of this.#records.values()) {
      if (record.seenIn === sweep.number) continue;
      this.#records.delete(record.pid);
      dropped(record);
    }
  }

  /** A tree recorded without rights to fd/ has only fdinfo/. */
  #statFds(record: ProcessRecord): FileStat | Failure {
    const { files, kind } = this.#root;
    const stat = files.stat(record.fdDir);
    return kind === 'tree' && stat instanceof Failure && stat.gone ? files.stat(record.fdinfoDir) : stat;
  }
}
