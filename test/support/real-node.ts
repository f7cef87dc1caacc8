/** Real device nodes in a tree. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

/**
 * Makes a real character device at `path` below the root, which needs CAP_MKNOD and a file system without nodev.
 *
 * @returns false where that is not allowed; the text node, if there was one, then stays.
 */
export function putRealNode(tree: TreeWriter, path: string, major: number, minor: number): boolean {
  const made = join(tree.root, `${path}.new`);
  mkdirSync(dirname(made), { recursive: true });
  const { status } = spawnSync('mknod', ['-m', '666', made, 'c', String(major), String(minor)]);
  if (status !== 0) return false;
  tree.moveInto(made, path);
  return true;
}
