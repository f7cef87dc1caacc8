/**
 * A `Files` that counts. What is counted are the operations; how many system calls each makes in Node is fixed, and a
 * test with strace holds the table below to it.
 */
import { Failure, type Files, reread } from '../procfs/files.js';

export interface FileCounts {
  list: number;
  link: number;
  stat: number;
  read: number;
  /** Rereads of files that stay open, and of others. */
  kept: number;
  once: number;
  failed: number;
}

/**
 * System calls of one operation that succeeds [strace, Node 20, 22 and 24]: a list is open, fstat, two getdents64 and
 * close; a read is open, two reads (the second finds the end) and close; a reread is one read, between an open and a close where the file
 * does not stay open. A folder larger than the kernel's answer to one
 * getdents64 (32 KiB, about a thousand fds) takes one more for each such part, which is not counted.
 */
const CALLS = { list: 5, link: 1, stat: 1, read: 4, kept: 1, once: 3 } as const;

const NONE: Readonly<FileCounts> = { list: 0, link: 0, stat: 0, read: 0, kept: 0, once: 0, failed: 0 };

/** @param kept whether a file that is reread stays open (procfs/kept-files.ts) */
export function countingFiles(
  files: Files,
  kept: (path: string) => boolean = () => false,
): { readonly files: Files; readonly counts: FileCounts } {
  const counts: FileCounts = { ...NONE };
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
      reread(path, capBytes) {
        if (kept(path)) counts.kept++;
        else counts.once++;
        return noted(reread(files, path, capBytes));
      },
      endSweep: () => files.endSweep?.(),
      ...(readBytes !== undefined && {
        readBytes(path, capBytes) {
          counts.read++;
          return noted(readBytes(path, capBytes));
        },
      }),
    },
  };
}

const OPERATIONS = ['list', 'link', 'stat', 'read', 'kept', 'once'] as const;

/** System calls that the operations made. One that failed stopped at its first call; few do, so it counts as a whole one. */
export function systemCalls(counts: Omit<FileCounts, 'failed'>): number {
  return OPERATIONS.reduce((sum, name) => sum + counts[name] * CALLS[name], 0);
}
