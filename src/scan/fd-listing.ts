/**
 * Lists the fds of one process and lets the strategy look at each.
 *
 * fd numbers are dense, because open() takes the lowest free one. So where the kernel tells how many there are
 * (st_size of PID/fd, Linux 6.2), counting up from 0 finds them without listing the folder, which saves a quarter of
 * a full walk. A hole costs a failed call; with more than a few of them the folder is listed after all.
 */
import type { Candidate, Strategy } from '../drm/strategy.js';
import { Failure, type Files } from '../procfs/files.js';
import { decimal } from '../procfs/pids.js';
import type { ProcessRecord } from './process-record.js';

/** fds looked at between two looks at the clock: about 0.3 ms. */
const CHECK_EVERY = 64;

export interface ListingTools {
  readonly files: Files;
  /** A turn of the event loop to wait for, when it is time for one; else null. */
  readonly rest: () => Promise<void> | null;
  /** Called with each candidate, in the order of the fds. */
  readonly found: (fd: string, candidate: Candidate) => void;
  /** Called with each single fd that could not be looked at for another reason than being closed. */
  readonly failed: (failure: Failure) => void;
}

/**
 * @param count number of open fds where the kernel tells it, else null.
 * @returns how many fds were open; or a failure that is `gone` when the process ended, `denied` when all its fds are refused.
 */
export async function listFds(
  record: ProcessRecord,
  strategy: Strategy,
  count: number | null,
  tools: ListingTools,
): Promise<number | Failure> {
  const { files, rest } = tools;
  let open = 0;
  let next = 0;

  /** True when the fd was open, false when closed, a failure when nothing of this process can be seen. */
  const look = (fd: string): boolean | Failure => {
    const seen = strategy.look(record, fd);
    if (seen === null) {
      // The common case: no DRM fd.
    } else if (!(seen instanceof Failure)) tools.found(fd, seen);
    else if (seen.gone) return false;
    else if (seen.denied && isRefused(files.link(record.fdDir + fd), strategy)) return seen;
    else tools.failed(seen);
    open++;
    return true;
  };

  for (let holes = 0; count !== null && open < count && holes <= 2 + count / 8; next++) {
    const seen = look(String(next));
    if (seen instanceof Failure) return seen;
    if (!seen) holes++;
    if (next % CHECK_EVERY === CHECK_EVERY - 1) await rest();
  }
  if (count !== null && open >= count) return open;

  const names = files.list(strategy.folder === 'fd' ? record.fdDir : record.fdinfoDir);
  if (names instanceof Failure) return names;
  for (const [at, name] of names.entries()) {
    const fd = decimal(name);
    if (fd === null || fd < next) continue;
    const seen = look(name);
    if (seen instanceof Failure) return seen;
    if (!seen) {
      const process = files.stat(record.fdDir);
      if (process instanceof Failure) return process;
    }
    if (at % CHECK_EVERY === CHECK_EVERY - 1) await rest();
  }
  return open;
}

/**
 * Reading a link needs the same right as everything else below PID/fd, and asks nobody but the kernel: when it is
 * refused, all of the process is. A refused stat alone only speaks of that one file's own file system.
 */
function isRefused(link: string | Failure, strategy: Strategy): boolean {
  return strategy.folder === 'fdinfo' || (link instanceof Failure && link.denied);
}
