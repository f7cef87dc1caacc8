/** What is behind a node's name, where the file system that answers is in memory. */
import { expect, it } from 'vitest';
import { OwnNodes } from '../../../src/drm/nodes/own-nodes.js';
import type { FileStat } from '../../../src/procfs/files.js';
import { Proc } from '../../../src/procfs/proc.js';
import type { Root } from '../../../src/procfs/root.js';
import { MemoryFiles } from '../devices/memory-files.js';

const PLAIN: FileStat = { ino: 9, dev: 1, size: 0, uid: 0, mtimeMs: 0, isDirectory: false, charDevice: null };
const NODE: FileStat = { ...PLAIN, charDevice: { major: 226, minor: 128 } };
const textOf = (inode: number): string => `pos:\t0\nflags:\t02\nmnt_id:\t30\nino:\t${inode}\n`;

it('a file that is no node is asked once for many opens of it, and again in case that it became one', () => {
  const disk = new MemoryFiles();
  disk.set('/proc/7/mountinfo', '30 1 0:50 / /dev rw - tmpfs tmpfs rw\n');
  let found = PLAIN;
  const asked: string[] = [];
  const statInMemory = (path: string): FileStat => {
    asked.push(path);
    return found;
  };
  const files = Object.assign(disk, { statInMemory });
  const root: Root = { dir: '/', proc: '/proc', sys: '/sys', dev: '/dev', kind: 'procfs', files };
  const nodes = new OwnNodes(root);
  const behind = (fd: number, inode: number): string | null =>
    nodes.behindName(new Proc(root, 7), fd, '/dev/dri/renderD128', textOf(inode));

  for (let fd = 0; fd < 200; fd++) expect(behind(fd, 9)).toBe('ordinary');
  expect(asked).toEqual(['/proc/7/fd/0']);

  found = NODE;
  expect(behind(200, 8)).toBe('226:128');
  const verdicts = Array.from({ length: 100 }, (_, at) => behind(201 + at, 9));
  expect(verdicts.at(-1)).toBe('226:128');
  expect(verdicts.indexOf('226:128')).toBe(56);
});
