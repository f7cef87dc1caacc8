import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countingFiles, systemCalls } from '../../src/bench/counting-files.js';
import { Failure } from '../../src/procfs/files.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { fileFd } from '../../src/procfs-tree/tree-fd.js';
import { compileRooms } from '../support/compile.js';
import { temporaryTree } from '../support/tree.js';
import { skipped } from '../support/tools.js';

test('counts what is asked, answers what the files answer, and notes what failed', () => {
  using tree = temporaryTree();
  tree.putProcess({ pid: 7, comm: 'a', cmdline: ['a'], uid: 0, startTimeTicks: 1, fds: { 0: fileFd('/dev/null') } });
  const { files, counts } = countingFiles(nodeFiles);
  expect(files.list(`${tree.root}/proc/7/fd`)).toEqual(['0']);
  expect(files.link(`${tree.root}/proc/7/fd/0`)).toBe('/dev/null');
  expect(files.read(`${tree.root}/proc/7/fd/9`)).toBeInstanceOf(Failure);
  expect(files.stat(`${tree.root}/proc/7`)).toMatchObject({ isDirectory: true });
  expect(counts).toEqual({ list: 1, link: 1, stat: 1, read: 1, kept: 0, once: 0, failed: 1 });
});

const hasStrace =
  skipped('strace', spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0 ? null : 'strace cannot run here') === null;

/** Calls that one operation makes in Node, told by the difference between a program that makes it 200 times and once. */
function traced(dist: string, operation: string, folder: string): number {
  const count = (times: number): number => {
    const script = `
      import { nodeFiles } from '${dist}/procfs/node-files.js';
      for (let at = 0; at < ${times}; at++) nodeFiles.${operation};`;
    const path = join(folder, 'script.mjs');
    writeFileSync(path, script);
    const calls = 'open,openat,close,read,pread64,getdents64,readlink,readlinkat,stat,lstat,fstat,newfstatat,statx';
    const { stderr } = spawnSync('strace', ['-c', '-e', `trace=${calls}`, process.execPath, path], { encoding: 'utf8' });
    const total = stderr.split('\n').find((line) => line.endsWith(' total'));
    // % time, seconds, usecs/call, calls, and errors where there were any.
    return Number(total?.trim().split(/\s+/)[3]);
  };
  const [once, often] = [count(1), count(201)];
  return (often - once) / 200;
}

describe.skipIf(!hasStrace)('the calls that an operation is taken to make (skipped where strace cannot run)', () => {
  test.each([
    ['list', { list: 1 }, (root: string) => `list('${root}/proc/7/fd')`],
    ['link', { link: 1 }, (root: string) => `link('${root}/proc/7/fd/0')`],
    ['stat', { stat: 1 }, (root: string) => `stat('${root}/proc/7')`],
    ['read', { read: 1 }, (root: string) => `read('${root}/proc/7/comm')`],
    ['reread', { once: 1 }, (root: string) => `reread('${root}/proc/7/stat')`],
  ] as const)('%s', (_, counts, operation) => {
    using tree = temporaryTree();
    tree.putProcess({ pid: 7, comm: 'a', cmdline: ['a'], uid: 0, startTimeTicks: 1, fds: { 0: fileFd('/dev/null') } });
    const dist = join(tree.root, 'dist');
    compileRooms(['procfs'], dist);
    const expected = systemCalls({ list: 0, link: 0, stat: 0, read: 0, kept: 0, once: 0, ...counts });
    expect(traced(dist, operation(tree.root), tree.root)).toBeCloseTo(expected, 1);
  });
});
