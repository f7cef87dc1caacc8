/** One go through fds of a process: has the strategy look at each, and gathers what comes of it. */
import type { Candidate, Strategy } from '../drm/strategies/strategy.js';
import { Failure, type Files } from '../procfs/files.js';
import type { AtRest } from './at-rest.js';
import type { HeldFds } from './held-fds.js';
import type { KnownFd, ProcessRecord } from './process-record.js';

/** A candidate and the fd that it is behind. */
export interface FoundFd {
  readonly fd: number;
  readonly candidate: Candidate;
}

export interface FdPassTools {
  readonly files: Files;
  readonly atRest: AtRest;
  /** Called with each single fd that could not be looked at for another reason than being closed. */
  readonly failed: (failure: Failure) => void;
  readonly held: () => HeldFds;
  /** Null: no DRM fd after all. */
  readonly settle: (found: FoundFd, held: HeldFds) => KnownFd | null;
}

/** Candidates that wait to be settled: a process may have half a million of them. */
const UNSETTLED = 1024;

export class FdPass {
  readonly #record: ProcessRecord;
  readonly #strategy: Strategy;
  readonly #files: Files;
  readonly #atRest: AtRest;
  readonly #failed: (failure: Failure) => void;
  readonly #held: HeldFds;
  readonly #settle: FdPassTools['settle'];
  #found: FoundFd[] = [];
  /** Looks at numbers that were open, and at such that were closed. */
  open = 0;
  closed = 0;

  constructor(record: ProcessRecord, strategy: Strategy, { files, atRest, failed, held, settle }: FdPassTools) {
    this.#held = held();
    this.#settle = settle;
    this.#record = record;
    this.#strategy = strategy;
    this.#files = files;
    this.#atRest = atRest;
    this.#failed = failed;
    record.holdsKfd = strategy.readsLinks ? false : null;
  }

  /** True when this number was open, false when it is closed; a failure when nothing of this process is ours to see. */
  look(fd: number): boolean | Failure {
    const name = String(fd);
    const resting = this.#atRest.candidate(this.#record, fd, this.#strategy.folder === 'fdinfo');
    const seen = resting ?? this.#strategy.look(this.#record, name);
    if (seen instanceof Failure) {
      if (seen.gone) {
        this.closed++;
        return false;
      }
      if (seen.denied && this.#isProcessRefused(name)) return seen;
      this.#failed(seen);
    } else if (seen !== null) {
      this.#found.push({ fd, candidate: seen });
      if (this.#found.length >= UNSETTLED) this.settleAll();
    }
    this.open++;
    return true;
  }

  /** Settles what was found since the last call, and gives what is held of this process so far. */
  settleAll(): HeldFds {
    for (const found of this.#found) {
      const known = this.#settle(found, this.#held);
      if (known !== null) this.#held.add(known);
    }
    this.#found = [];
    return this.#held;
  }

  /**
   * Reading a link needs the same right as everything else below PID/fd, and asks nobody but the kernel: when it is
   * refused, all of the process is. A refused stat alone only speaks of that one file's own file system.
   */
  #isProcessRefused(name: string): boolean {
    if (this.#strategy.folder === 'fdinfo') return true;
    const link = this.#files.link(this.#record.fdDir + name);
    return link instanceof Failure && link.denied;
  }
}
