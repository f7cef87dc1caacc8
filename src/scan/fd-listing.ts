/**
 * Goes through all fds of one process.
 *
 * Listing a folder of procfs costs a third of a walk, and is needed only to learn the numbers. Where the kernel tells how
 * many fds are open (st_size of PID/fd, Linux 6.2), the numbers of last time will do: when as many as the kernel counts
 * are remembered and every one of them is still open, those are all there are. A closed one gives itself away, and the
 * folder is listed after all.
 */
import type { Strategy } from '../drm/strategies/strategy.js';
import { Failure } from '../procfs/files.js';
import { decimal } from '../procfs/decimal.js';
import { FdPass, type FdPassTools } from './fd-pass.js';
import type { ProcessRecord } from './process-record.js';

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
}

/**
 * @param count number of open fds where the kernel tells it, else null.
 * @returns all open fds; or a failure that is `gone` when the process ended, `denied` when all its fds are refused.
 */
export async function listFds(
  record: ProcessRecord,
  strategy: Strategy,
  count: number | null,
  tools: ListingTools,
): Promise<FdPass | Failure> {
  const { files, rest } = tools;
  if (count !== null) {
    const pass = new FdPass(record, strategy, tools);
    const numbers = numbersToTry(record, count);
    const gaps = numbers.length - count;
    for (let at = 0; at < numbers.length && pass.open < count && pass.closed <= gaps; at++) {
      const seen = pass.look(numbers[at] ?? 0);
      if (seen instanceof Failure) return seen;
      if (at % CHECK_EVERY === CHECK_EVERY - 1) await rest();
    }
    if (pass.open === count) return pass;
  }

  const names = files.list(strategy.folder === 'fd' ? record.fdDir : record.fdinfoDir);
  if (names instanceof Failure) return names;
  const pass = new FdPass(record, strategy, tools);
  const numbers: number[] = [];
  for (let at = 0; at < names.length; at++) {
    const fd = decimal(names[at] ?? '');
    if (fd === null) continue;
    const seen = pass.look(fd);
    if (seen instanceof Failure) return seen;
    if (seen) numbers.push(fd);
    else {
      // Closed since it was listed, or the whole process ended: then the rest need not be tried.
      const process = files.stat(record.fdDir);
      if (process instanceof Failure) return process;
    }
    if (at % CHECK_EVERY === CHECK_EVERY - 1) await rest();
  }
  if (count !== null) record.numbers = numbers;
  return pass;
}

/** The numbers of last time; for a large process from 0 on, a few more than there are; else none. */
function numbersToTry({ numbers }: ProcessRecord, count: number): readonly number[] {
  if (numbers.length === count) return numbers;
  return count < LARGE ? [] : Array.from({ length: Math.ceil(count * 1.125) }, (_, number) => number);
}
