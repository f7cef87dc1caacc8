/**
 * Where gpu-top looks: the running system, a host's /proc mounted in a container, or a tree of plain files.
 *
 * No module below knows the literal `/proc`: they take a `Root`, so that a fixture can stand in for a machine.
 */
import { statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors/usage-error.js';
import { Failure, type Files } from './files.js';
import { keptFiles } from './kept-files.js';
import { keptCalls, nodeFiles } from './node-files.js';

export interface Root {
  /** Absolute; `/` for the running system. */
  readonly dir: string;
  readonly proc: string;
  readonly sys: string;
  readonly dev: string;
  /**
   * `procfs`: the kernel answers; links of fd/ are magic and lead to the open file. `tree`: plain files that look like
   * it; links are only text, and following one would leave the tree.
   */
  readonly kind: 'procfs' | 'tree';
  readonly files: Files;
}

/** PROC_SUPER_MAGIC and SYSFS_MAGIC of <linux/magic.h>. */
const PROC_MAGIC = 0x9fa0;
const SYSFS_MAGIC = 0x62656572;

export interface RootOptions {
  /** Read this directory in place of `/`. */
  readonly root?: string | undefined;
  /** Read this directory in place of ROOT/proc: a host's /proc mounted in a container. */
  readonly proc?: string | undefined;
  readonly files?: Files | undefined;
  /** Only for `files` that are not the disk; otherwise the file system of `proc` tells. */
  readonly kind?: 'procfs' | 'tree' | undefined;
}

/**
 * Opens a root and makes sure that there is a process folder to read. A `proc` without processes is fine.
 *
 * @throws {UsageError} when a directory is missing, is a file, cannot be read, or holds no `proc`.
 */
export function openRoot(options: RootOptions = {}): Root {
  const files = options.files ?? nodeFiles;
  const dir = absolute(options.root ?? '/');
  if (options.root !== undefined) {
    requireDirectory(files, dir, `--root '${options.root}'`, 'give a directory that holds proc/ and, if recorded, sys/ and dev/');
  }
  const proc = options.proc === undefined ? join(dir, 'proc') : absolute(options.proc);
  if (options.proc === undefined) {
    const place = options.root === undefined ? '/proc' : `--root '${options.root}': its proc/`;
    requireDirectory(files, proc, place, 'gpu-top reads processes there; a tree needs proc/PID/fd and proc/PID/fdinfo');
  } else {
    requireDirectory(
      files,
      proc,
      `--proc '${options.proc}'`,
      "give a mounted procfs, such as a host's /proc mounted at /host/proc",
    );
  }
  const sys = join(dir, 'sys');
  const kind = options.kind ?? (isOf(PROC_MAGIC, proc) ? 'procfs' : 'tree');
  const ofDisk = (): Files => (kind === 'tree' ? withLinkTexts(files) : withKept(files, proc, sys));
  return { dir, proc, sys, dev: join(dir, 'dev'), kind, files: options.files === undefined ? ofDisk() : files };
}

/** Of sysfs only what devices and modules show, and the count of events: an open file of debugfs, which is mounted below it, would hold the driver's module. */
function withKept(files: Files, proc: string, sys: string): Files {
  const ofSysfs = isOf(SYSFS_MAGIC, sys) ? ['devices/', 'module/', 'kernel/uevent_seqnum'].map((place) => `${sys}/${place}`) : [];
  return keptFiles(files, [`${proc}/`, ...ofSysfs], keptCalls, () => halfOfLimit(files));
}

/** Half of the files that this process may have open; few where nobody can tell. */
function halfOfLimit(files: Files): number {
  const limits = files.read('/proc/self/limits');
  const soft = limits instanceof Failure ? undefined : /^Max open files +(\d+)/m.exec(limits)?.[1];
  return Number(soft ?? 512) / 2;
}

/** PATH_MAX of <linux/limits.h>. */
const MAX_LINK_BYTES = 4096;

/**
 * A tree that went through a zip file, or a git without symbolic links (core.symlinks false), has small files in their place that
 * hold their text, and no newline, with which every file of procfs and sysfs ends.
 */
function withLinkTexts(files: Files): Files {
  return {
    ...files,
    link(path) {
      const text = files.link(path);
      if (!(text instanceof Failure) || text.errno !== 'EINVAL') return text;
      const stat = files.lstat(path);
      if (stat instanceof Failure || stat.isDirectory || stat.size === 0 || stat.size > MAX_LINK_BYTES) return text;
      const kept = files.read(path, MAX_LINK_BYTES);
      return kept instanceof Failure || kept.includes('\n') || kept.includes('\0') ? text : kept;
    },
  };
}

/** An empty path (an unset variable of a script) stays one that does not exist; `resolve` would make the current folder of it. */
function absolute(path: string): string {
  return path === '' ? '' : resolve(path);
}

function requireDirectory(files: Files, path: string, what: string, advice: string): void {
  const found = files.stat(path);
  const listed = found instanceof Failure || !found.isDirectory ? found : files.list(path);
  if (listed instanceof Failure) {
    throw new UsageError(`${what} ${listed.gone ? 'does not exist' : `cannot be read (${listed.errno})`}: ${advice}`);
  }
  if (!Array.isArray(listed)) throw new UsageError(`${what} is not a directory: ${advice}`);
}

function isOf(magic: number, folder: string): boolean {
  try {
    return statfsSync(folder).type === magic;
  } catch {
    return false;
  }
}
