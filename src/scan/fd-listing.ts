/**
 * Goes through all fds of one process.
 *
 * Listing a folder of procfs costs a third of a walk, and is needed only to learn the numbers. Where the kernel tells how
 * many fds are open (st_size of PID/fd, Linux 6.2), the numbers of last time will do: when as many as the kernel counts
 * are remembered and every one of them is still open, those are all there are. A closed one gives itself away, and the
 * folder is listed after all.
 */
import type { Candidate, Strategy } from '../drm/strategies/strategy.js';
import { decimal } from '../procfs/decimal.js';
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

/** One go through the fds of a process: has the strategy look at each, and gathers what comes of it. */
export class FdPass {
  readonly #record: ProcessRecord;
  readonly #strategy: Strategy;
  readonly #files: Files;
  readonly #atRest: AtRest;
  readonly #failed: (failure: Failure) => void;
  readonly #held: HeldFds;
  readonly #settle: FdPassTools['settle'];
  #found: FoundFd[] = [];
  /** Numbers that were open, those of a part that was listed before among them; looks at numbers that were closed. */
  open: number;
  closed = 0;
  /** The next number, where there was no time for more; else null. */
  stoppedAt: number | null = null;

  constructor(record: ProcessRecord, strategy: Strategy, { files, atRest, failed, held, settle }: FdPassTools) {
    this.open = record.rest?.open ?? 0;
    this.#held = held();
    this.#settle = settle;
    this.#record = record;
    this.#strategy = strategy;
    this.#files = files;
    this.#atRest = atRest;
    this.#failed = failed;
    if (record.rest === null) record.holdsKfd = strategy.readsLinks ? false : null;
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

/**
 * Listing this many at once would take about 3 ms without a turn of the event loop. Their numbers are tried from 0 on
 * instead: open() takes the lowest free one, so a process with thousands of fds has them nearly all without a gap.
 */
const LARGE = 5000;

/** fds looked at between two looks at the clock: about 0.3 ms. */
const CHECK_EVERY = 64;

export interface ListingTools extends FdPassTools {
  /** A turn of the event loop to wait for, when it is time for one; else null. */
  readonly rest: () => Promise<void> | null;
  /** Whether the remaining fds are left to the next sweep. */
  readonly isOver: () => boolean;
}

/**
 * Goes on where the last listing of this process stopped, if it did.
 *
 * @param count number of open fds where the kernel tells it, else null.
 * @returns all open fds, or those up to `stoppedAt`; or a failure that is `gone` when the process ended, `denied` when all its fds are refused.
 */
export async function listFds(
  record: ProcessRecord,
  strategy: Strategy,
  count: number | null,
  tools: ListingTools,
): Promise<FdPass | Failure> {
  const { files, rest, isOver } = tools;
  const from = record.rest?.from ?? 0;
  // Not where a listing goes on: what was closed of its first part would be made up for by the last fds.
  if (count !== null && record.rest === null) {
    const pass = new FdPass(record, strategy, tools);
    const numbers = numbersToTry(record, count);
    const gaps = numbers.length - count;
    for (let at = 0; at < numbers.length && pass.open < count && pass.closed <= gaps; at++) {
      if (at % CHECK_EVERY === CHECK_EVERY - 1) {
        await rest();
        if (isOver()) return stopped(pass, numbers[at] ?? 0);
      }
      const seen = pass.look(numbers[at] ?? 0);
      if (seen instanceof Failure) return seen;
    }
    if (pass.open === count) return pass;
  }

  const names = files.list(strategy.folder === 'fd' ? record.fdDir : record.fdinfoDir);
  if (names instanceof Failure) return names;
  const pass = new FdPass(record, strategy, tools);
  const numbers: number[] = [];
  // In the order of the kernel; a tree has its folder's own.
  const fds = names.flatMap((name) => decimal(name) ?? []).sort((a, b) => a - b);
  for (const [at, fd] of fds.entries()) {
    if (fd < from) continue;
    if (at % CHECK_EVERY === CHECK_EVERY - 1) {
      await rest();
      // Some are looked at in each sweep, however long the folder itself took.
      if (fd > from && isOver()) return stopped(pass, fd);
    }
    const seen = pass.look(fd);
    if (seen instanceof Failure) return seen;
    if (seen) numbers.push(fd);
    else {
      // Closed since it was listed, or the whole process ended: then the rest need not be tried.
      const process = files.stat(record.fdDir);
      if (process instanceof Failure) return process;
    }
  }
  if (count !== null) record.numbers = from === 0 ? numbers : [];
  return pass;
}

function stopped(pass: FdPass, at: number): FdPass {
  pass.stoppedAt = at;
  return pass;
}

/** The numbers of last time; for a large process from 0 on, a few more than there are; else none. */
function numbersToTry({ numbers }: ProcessRecord, count: number): readonly number[] {
  if (numbers.length === count) return numbers;
  return count < LARGE ? [] : Array.from({ length: Math.ceil(count * 1.125) }, (_, number) => number);
}
