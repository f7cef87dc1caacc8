/**
 * Keeps those files of procfs and sysfs open that are read in every sweep: the kernel makes their text anew for a read at 0 (seq_read_iter in
 * fs/seq_file.c, Documentation/filesystems/sysfs.rst), which takes a fifth of what finding them by name takes [measured, Node 20: 2.7 µs for
 * 13.8 of fdinfo, 1.8 for 12.6 of sysfs].
 *
 * What is held so is an open file of procfs or sysfs and its text of a page or two: not the process, whose number is free again as soon as it has
 * ended, not what its fd stands for, no device and no module. sysfs takes an attribute away with its device, whoever has it open, and reading
 * answers ENODEV then (kernfs_get_active; tried on Linux 6.18 with a network device whose mtu was held open). Whatever a kept file fails
 * with, its name is asked, and that answer counts.
 */
import { Failure, type Files, reread } from './files.js';

/** Opens and reads files that stay open. */
export interface KeptCalls {
  open(path: string): number | Failure;
  /** From the beginning, in one read. */
  readAt(fd: number, path: string, capBytes: number | undefined): string | Failure;
  close(fd: number): void;
}

interface Reread {
  /** Null: it was read by its name so far. */
  fd: number | null;
  /** The sweep that read it last. */
  sweep: number;
  readsLeft: number;
}

/** A kept file is opened by its name again after so many reads: rights are asked for there, and something may have been mounted over it. */
const MOST_READS = 64;

/** More are read by their names, as ever: 200 clients of 200 processes are 400 files. */
const MOST_KEPT = 2048;

/**
 * A file is kept from its second reading on, so that who reads once keeps nothing.
 *
 * @param places folders, ending in a slash, that are procfs or sysfs for sure: elsewhere a file may be exchanged for another of its name
 * @param most how many this process may keep
 */
export function keptFiles(files: Files, places: readonly string[], calls: KeptCalls, most: () => number): Files {
  const known = new Map<string, Reread>();
  let kept = 0;
  let sweep = 0;
  let opened = 0;
  let room: number | null = null;

  const letGo = (each: Reread): void => {
    if (each.fd === null) return;
    calls.close(each.fd);
    each.fd = null;
    kept--;
  };
  const keep = (path: string, each: Reread): number | null => {
    room ??= Math.min(MOST_KEPT, most());
    const fd = kept < room ? calls.open(path) : null;
    if (fd === null || fd instanceof Failure) return null;
    kept++;
    each.fd = fd;
    // Not all of them in one sweep.
    each.readsLeft = MOST_READS - (opened++ % (MOST_READS / 2));
    return fd;
  };

  return {
    ...files,
    reread(path, capBytes) {
      const each = known.get(path);
      if (each === undefined) {
        if (places.some((place) => path.startsWith(place))) known.set(path, { fd: null, sweep, readsLeft: 0 });
        return reread(files, path, capBytes);
      }
      each.sweep = sweep;
      const fd = each.fd ?? keep(path, each);
      if (fd === null) return reread(files, path, capBytes);
      const text = calls.readAt(fd, path, capBytes);
      if (text instanceof Failure || --each.readsLeft <= 0) letGo(each);
      return text instanceof Failure ? reread(files, path, capBytes) : text;
    },
    endSweep() {
      for (const [path, each] of known) {
        if (each.sweep === sweep) continue;
        letGo(each);
        known.delete(path);
      }
      sweep++;
    },
  };
}
