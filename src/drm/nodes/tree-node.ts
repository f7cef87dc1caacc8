/**
 * What stat() would find behind a fd of a tree, told without following anything out of the tree.
 *
 * In a tree `fd/N` is a plain symbolic link whose text is what procfs showed on the recorded machine. Following it would
 * ask this machine instead. So the text is looked up below the tree's root, component by component, and no symbolic
 * link on the way is followed.
 */
import { posix } from 'node:path';
import { deviceNumber } from '../../procfs/device-number.js';
import { Failure, type Files } from '../../procfs/files.js';
import type { Proc } from '../../procfs/proc.js';
import type { Root } from '../../procfs/root.js';
import { possiblePaths } from './node-names.js';

/**
 * Device number of the node that a link text stands for in a tree, or null where there is none. A process with a
 * relative `root` link (a chroot or container of the recording) is looked up below that first.
 */
export function treeTargetNumber(root: Root, process: Proc, link: string): string | null {
  for (const path of treeTargets(root, process, link)) {
    const number = treeNodeNumber(root.files, path);
    if (number !== null) return number;
  }
  return null;
}

/** True where a tree has an ordinary file for a link text, and no node. */
export function isOrdinaryInTree(root: Root, process: Proc, link: string): boolean {
  const { files } = root;
  const isOrdinary = (path: string): boolean => {
    const found = files.lstat(path);
    return !(found instanceof Failure) && !found.isDirectory && files.link(path) instanceof Failure;
  };
  return [...treeTargets(root, process, link)].some(isOrdinary) && treeTargetNumber(root, process, link) === null;
}

/** Paths on disk that may be what a link text stands for. */
function* treeTargets(root: Root, process: Proc, link: string): Generator<string> {
  if (!link.startsWith('/')) return;
  for (const base of [chrootOf(root, process), '/']) {
    if (base === null) continue;
    for (const path of possiblePaths(link)) {
      const inside = stepInto(root, posix.join(base, posix.resolve('/', path)));
      if (inside !== null) yield inside;
    }
  }
}

/** Number of a node of a tree: a real character device, or a regular file that holds `c 226:128` in its place. */
export function treeNodeNumber(files: Files, path: string): string | null {
  const found = files.lstat(path);
  if (found instanceof Failure || found.isDirectory) return null;
  if (found.charDevice !== null) return deviceNumber(found.charDevice);
  if (found.size === 0 || !(files.link(path) instanceof Failure)) return null;
  const text = files.read(path, 64);
  return text instanceof Failure ? null : (/^c (\d{1,7}:\d{1,7})\s*$/.exec(text)?.[1] ?? null);
}

/** The directory, below the tree's root, that PID/root names; null when absent or absolute. */
function chrootOf(root: Root, process: Proc): string | null {
  const link = root.files.link(`${process.dir}root`);
  if (link instanceof Failure || link.startsWith('/')) return null;
  const inside = posix.relative(root.dir, posix.join(process.dir, link));
  return inside.startsWith('..') ? null : `/${inside}`;
}

/** The path on disk of a path inside the tree, or null when some directory on the way is a symbolic link. */
function stepInto(root: Root, inside: string): string | null {
  let at = root.dir === '/' ? '' : root.dir;
  const parts = inside.split('/').filter((part) => part !== '');
  const last = parts.pop();
  if (last === undefined) return null;
  for (const part of parts) {
    at += `/${part}`;
    if (!(root.files.link(at) instanceof Failure)) return null;
  }
  return `${at}/${last}`;
}
