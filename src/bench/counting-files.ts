/**
 * A `Files` that counts. What is counted are the operations; how many system calls each makes in Node is fixed, and a
 * test with strace holds the table below to it.
 */
import { Failure, type Files } from '../procfs/files.js';

export interface FileCounts {
  list: number;
  link: number;
  stat: number;
  read: number;
  failed: number;
}

/**
 * System calls of one operation that succeeds [strace, Node 20, 22 and 24]: a list is open, fstat, two getdents64 and
 * close; a read is open, two reads (the second finds the end) and close. A folder larger than the kernel's answer to one
 * getdents64 (32 KiB, about a thousand fds) takes one more for each such part, which is not counted.
 */
const CALLS = { list: 5, link: 1, stat: 1, read: 4 } as const;

export function countingFiles(files: Files): { readonly files: Files; readonly counts: FileCounts } {
  const counts: FileCounts = { list: 0, link: 0, stat: 0, read: 0, failed: 0 };
  const noted = <T>(result: T | Failure): T | Failure => {
    if (result instanceof Failure) counts.failed++;
    return result;
  };
  const readBytes = files.readBytes?.bind(files);
  return {
    counts,
    files: {
      list(path) {
        counts.list++;
        return noted(files.list(path));
      },
      link(path) {
        counts.link++;
        return noted(files.link(path));
      },
      stat(path) {
        counts.stat++;
        return noted(files.stat(path));
      },
      // A handle, its fdinfo, the list of mounts, and the stat.
      statInMemory(path, mountinfo) {
        counts.stat++;
        counts.read += 2;
        return noted(files.statInMemory?.(path, mountinfo) ?? null);
      },
      lstat(path) {
        counts.stat++;
        return noted(files.lstat(path));
      },
      read(path, capBytes) {
        counts.read++;
        return noted(files.read(path, capBytes));
      },
      ...(readBytes !== undefined && {
        readBytes(path, capBytes) {
          counts.read++;
          return noted(readBytes(path, capBytes));
        },
      }),
    },
  };
}

/** System calls that the operations made. One that failed stopped at its first call; few do, so it counts as a whole one. */
export function systemCalls(counts: Omit<FileCounts, 'failed'>): number {
  return counts.list * CALLS.list + counts.link * CALLS.link + counts.stat * CALLS.stat + counts.read * CALLS.read;
}
