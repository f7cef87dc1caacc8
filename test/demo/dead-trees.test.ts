import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { ownerLabel, removeDeadTrees } from '../../src/demo/dead-trees.js';
import { createDemoSource } from '../../src/demo/demo-source.js';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';

const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
const gone = String(spawnSync('true').pid);
let parent: string;
const made: string[] = [];
beforeEach(() => made.push((parent = makeTempRoot('dead'))));
afterAll(() => {
  made.forEach(removeTempRoot);
  vi.unstubAllEnvs();
});

function tree(owner: string): string {
  const path = join(parent, `gpu-top-demo-${owner}-aB3dE6`);
  mkdirSync(join(path, 'proc/5'), { recursive: true });
  writeFileSync(join(path, 'proc/5/stat'), '');
  return path;
}

it('a demo removes the trees of demos that were killed, and of one whose pid is another process now', async () => {
  const [killed, before] = [tree(`${namespace}.${gone}.77`), tree(`${namespace}.${process.pid}.1`)];
  vi.stubEnv('TMPDIR', parent);
  const source = createDemoSource();
  await source.next();
  expect([killed, before].filter(existsSync)).toEqual([]);
  await source.close();
});

it('leaves alone a demo that runs, pids of another namespace, names that are not its own, links and files', () => {
  const mine = basename(makeTempRoot(ownerLabel(nodeFiles), parent));
  const elsewhere = makeTempRoot('elsewhere');
  made.push(elsewhere);
  mkdirSync(join(elsewhere, 'kept'));
  const link = join(parent, `gpu-top-demo-${namespace}.${gone}.78-aB3dE6`);
  symlinkSync(elsewhere, link);
  const file = join(parent, `gpu-top-demo-${namespace}.${gone}.79-aB3dE6`);
  writeFileSync(file, '');
  const others = [tree(`1.${gone}.77`), tree(`${namespace}.${gone}.77x`), tree('old'), tree(`${namespace}.${gone}`)];
  removeDeadTrees(parent, nodeFiles);
  const left = [join(parent, mine), link, file, join(elsewhere, 'kept'), ...others];
  expect(left.filter((path) => !existsSync(path))).toEqual([]);
});

it('removes none where /proc does not tell who lives', () => {
  const killed = tree(`${namespace}.${gone}.77`);
  removeDeadTrees(parent, { ...nodeFiles, stat: (path) => nodeFiles.stat(path === '/proc/self/stat' ? '/nowhere' : path) });
  expect(existsSync(killed)).toBe(true);
});

it('looks at so many names and no more: anybody may make folders there', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `gpu-top-demo-${namespace}.${process.pid}.${i}-aB3dE6`);
  let reads = 0;
  const read = (path: string): ReturnType<typeof nodeFiles.read> => {
    reads += 1;
    return nodeFiles.read(path);
  };
  removeDeadTrees(parent, { ...nodeFiles, list: () => names, read });
  expect(reads).toBeGreaterThan(100);
  expect(reads).toBeLessThanOrEqual(1000);
});
