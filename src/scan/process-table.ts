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
  #holders = new Set<ProcessRecord>();
  readonly #refusals = new Map<string, number>();

  constructor(root: Root, lister: ProcessLister, clock: Clock) {
    this.#root = root;
    this.#lister = lister;
    this.#clock = clock;
  }

  /** The record of a process that a walk has met; undefined: none has. */
  get(pid: number): ProcessRecord | undefined {
    return this.#records.get(pid);
  }

  get size(): number {
    return this.#records.size;
  }

  /** Those that held a DRM fd when they were last looked at. */
  get holders(): ReadonlySet<ProcessRecord> {
    return this.#holders;
  }

  /** Open DRM files among what the holders hold: a client is one, however many fds it has. */
  get openFiles(): number {
    const files = new Set<string>();
    for (const { pid, known } of this.#holders)
      for (const { fd, namingHead, signature } of known) files.add(namingHead === null ? `${pid}/${fd}` : signature);
    return files.size;
  }

  /** Processes that refused to be looked at, by errno. */
  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals;
  }

  /** Puts the holders in the order of all records. */
  orderHolders(): void {
    this.#holders = new Set(Array.from(this.#records.values()).filter(({ known }) => known.length > 0));
  }

  /** To be called when a process was looked at: keeps the holders and refusals, which must not cost a look at every record. */
  note(record: ProcessRecord): void {
    if (record.known.length > 0) this.#holders.add(record);
    else this.#holders.delete(record);
    if (record.refused === record.refusalCounted) return;
    this.#countRefusal(record.refusalCounted, -1);
    this.#countRefusal(record.refused, 1);
    record.refusalCounted = record.refused;
  }

  #countRefusal(errno: string | null, by: number): void {
    if (errno === null) return;
    const count = (this.#refusals.get(errno) ?? 0) + by;
    if (count > 0) this.#refusals.set(errno, count);
    else this.#refusals.delete(errno);
  }

  /**
   * Meets a process in this sweep: one stat of its fd folder, after which `changed` of its record tells whether it is
   * the same process with the same number of fds. Null: it ended, or is hidden from us.
   */
  meet(pid: number, sweep: SweepState): ProcessRecord | null {
    let record = this.#records.get(pid);
    if (record === undefined) {
      record = new ProcessRecord(this.#root, pid);
      this.#records.set(pid, record);
    }
    const stat = this.#statFds(record);
    if (stat instanceof Failure) {
      // hidepid=1 refuses the folder itself; asking again each time costs no more than the stat.
      if (stat.denied) this.#refuse(record, stat.errno, sweep);
      else sweep.coverage.add(stat);
      return null;
    }
    record.seenIn = sweep.number;
    this.#lister.sawSize(stat.size);
    record.changed = record.changedBy(stat);
    if (this.#root.kind === 'tree' && this.#clock.wallMs() - stat.mtimeMs < FRESH_MS) record.distrust();
    return record;
  }

  /** Drops the processes that were not met since a sweep, by its number, and says which they were. */
  dropUnmet(since: number, dropped: (record: ProcessRecord) => void): void {
    for (const record of this.#records.values()) {
      if (record.seenIn >= since) continue;
      this.#records.delete(record.pid);
      record.known = [];
      record.refused = null;
      this.#lister.forget(record);
      this.note(record);
      dropped(record);
    }
  }

  #refuse(record: ProcessRecord, errno: string, sweep: SweepState): void {
    record.seenIn = sweep.number;
    record.known = [];
    this.#lister.forget(record);
    record.refused = errno;
    record.distrust();
    this.note(record);
  }

  /** A tree recorded without rights to fd/ has only fdinfo/. */
  #statFds(record: ProcessRecord): FileStat | Failure {
    const { files, kind } = this.#root;
    const stat = files.stat(record.fdDir);
    return kind === 'tree' && stat instanceof Failure && stat.gone ? files.stat(record.fdinfoDir) : stat;
  }
}
