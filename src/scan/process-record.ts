/**
 * What is remembered about a process between two sweeps.
 *
 * Bounded: one record per process in /proc, dropped in the first sweep that does not meet it. Measured with 1,000 processes
 * (Node 20, heap after collection): 0.8 kB a process and 8 bytes per open fd; by `auto` 1.1 kB and 35 bytes, for it
 * remembers each path that turned out to be no GPU, up to `MOST_SETTLED` of a process: 3.5 MB.
 */
import type { LookedAt } from '../drm/strategies/strategy.js';
import type { FileStat } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import type { ProcessFacts, Reading } from './sweep.js';

/** A fd that was DRM when its process was last listed. What each sweep learns of it is put in here: most of the time that is one reading. */
export interface KnownFd {
  readonly fd: number;
  /** Of its fdinfo. */
  readonly path: string;
  readonly link: string | null;
  /** Device number, where the strategy or the inode told it. */
  readonly number: string | null;
  /** Counts as DRM by number or node name alone. */
  readonly certain: boolean;
  /** The file or client behind the number; another one means that the number was reused. */
  readonly signature: string;
  /** A text that begins so has this signature; null: it has to be made. */
  readonly namingHead: string | null;
  /** Id of a device, and the device listing that it was looked up in. */
  device: string | null;
  devicesVersion: number;
  /** The newest reading. */
  reading: Reading;
}

/** The part of a process that is still to be listed. */
export interface Rest {
  readonly from: number;
  /** Open fds before that. */
  readonly open: number;
  /** Something before that was closed or changed meanwhile: then all of it is listed once more. */
  readonly isStale: boolean;
}

/** Paths of one process that are remembered as no GPU. */
const MOST_SETTLED = 100_000;

const NONE: readonly never[] = [];

export class ProcessRecord extends Proc implements LookedAt {
  /** Inode, mtime and owner of PID/fd: new for every process, also for a reused pid (procfs). NaN: never seen. */
  #ino = Number.NaN;
  #mtimeMs = Number.NaN;
  #uid = Number.NaN;
  /** Number of open fds when last seen, where the size tells it. */
  size = Number.NaN;
  #trusted = true;
  /** What `changedBy` said in this sweep. */
  changed = true;

  /** Numbers of the open fds when the folder was last listed, where it can help to know them; else none. */
  numbers: readonly number[] = NONE;
  /** As of the last listing; null: its links were not read. */
  holdsKfd: boolean | null = null;

  known: readonly KnownFd[] = NONE;
  /** Silent fds among them, and fds that are counted and not among them. */
  silent = 0;
  unlisted = 0;
  /** Names and ids, as far as they need not be read each tick. */
  facts: ProcessFacts | null = null;
  /** In the v2 hierarchy, as read with the facts. */
  cgroupPath: string | null = null;
  /** Monotonic ns of the sweep in which all of them were read. */
  factsNs = 0n;
  /** errno of the refused listing, or null. */
  refused: string | null = null;
  /** The `refused` that the table has counted. */
  refusalCounted: string | null = null;
  /** Monotonic ns of the last listing, and the fds that were open then. */
  listedNs = 0n;
  openFds = 0;
  /** Where its listing stopped because the sweep's time was up; null: it was listed whole. */
  rest: Rest | null = null;
  /** Sweeps in a row that had no time for it at all. */
  timesPutOff = 0;
  /** Number of the last sweep that met this process, and of the last that listed it. */
  seenIn = 0;
  listedIn = 0;
  #settled: Map<number, number> | null = null;

  get settled(): Map<number, number> {
    this.#settled ??= new Map();
    return this.#settled;
  }

  /** False: so much is remembered of this process that this must not be. What is not remembered is read again. */
  get mayRemember(): boolean {
    return this.#settled === null || this.#settled.size < MOST_SETTLED;
  }

  /** Forgets what `auto` settled about fds that are no longer open, once most of it is such. */
  trimSettled(openFds: number): void {
    if (this.#settled !== null && this.#settled.size > 2 * openFds + 16) this.#settled = null;
  }

  /**
   * Takes in a stat of PID/fd. False: same process, same fds as far as one can tell without listing. On another process
   * under the same pid all that was known of the old one is forgotten.
   */
  changedBy(stat: FileStat): boolean {
    if (stat.ino !== this.#ino || stat.uid !== this.#uid) {
      this.#ino = stat.ino;
      this.#uid = stat.uid;
      this.#mtimeMs = stat.mtimeMs;
      this.size = stat.size;
      this.#trusted = true;
      this.#forget();
      return true;
    }
    if (this.#trusted && stat.mtimeMs === this.#mtimeMs && stat.size === this.size) return false;
    this.#trusted = true;
    this.#mtimeMs = stat.mtimeMs;
    this.size = stat.size;
    return true;
  }

  /** Has the next sweep list this process in any case: something of it could not be read. */
  distrust(): void {
    this.#trusted = false;
  }

  #forget(): void {
    this.known = NONE;
    this.facts = null;
    this.refused = null;
    this.numbers = NONE;
    this.rest = null;
    this.holdsKfd = null;
    this.#settled = null;
  }
}
