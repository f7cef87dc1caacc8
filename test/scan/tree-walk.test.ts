/** What only concerns trees of plain files: there the mtime of a fd folder tells what st_size tells on procfs. */
import { mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import { systemClock } from '../../src/scan/clock.js';
import { createScanner, type Scanner } from '../../src/scan/scanner.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { fileFd, nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { deviceFacts, devicesOf, seen } from '../support/scan.js';

const DRM = (id: number) => `drm-driver:\tv3d\ndrm-client-id:\t${id}\n`;
const NODE = '/dev/dri/renderD128';

let dir: string;
let tree: TreeWriter;
let scanner: Scanner;
let nowMs: number | null;
beforeEach(() => {
  dir = makeTempRoot('walk');
  tree = new TreeWriter(dir);
  for (const pid of [10, 11, 12]) tree.putProcess({ pid, comm: `p${pid}`, fds: { 3: fileFd('/var/log/x') } });
  const root = openRoot({ root: dir });
  nowMs = null;
  const clock = { ...systemClock, wallMs: () => nowMs ?? Date.now() };
  scanner = createScanner({
    ...{ root, strategy: 'auto', mode: 'incremental', devices: devicesOf(), sourceKind: 'tree', budgetNsPerSecond: 0, clock },
  });
});
afterEach(() => removeTempRoot(dir));

/** Lets the folders grow old enough to be trusted. */
const age = (): void => {
  for (const pid of [10, 11, 12]) utimesSync(join(dir, `proc/${pid}/fd`), 1000, 1000);
};

describe('in the next tick it sees', () => {
  test('a fd that appeared, and counters that were rewritten by rename', async () => {
    await scanner.sweep();
    tree.putFd(11, 5, nodeFd(NODE, DRM(1)));
    const sweep = await scanner.sweep();
    expect(seen(sweep)).toEqual(['11/5 1 p11']);
    tree.setFdinfo(11, 5, `${DRM(1)}drm-engine-bin:\t5 ns\n`);
    expect((await scanner.sweep()).readings[0]?.text).toContain('5 ns');
  });

  test('a fd that was replaced at an equal number', async () => {
    age();
    await scanner.sweep();
    expect((await scanner.sweep()).cost.processesListed).toBe(0);
    tree.putFd(11, 3, nodeFd(NODE, DRM(1)));
    expect(seen(await scanner.sweep())).toEqual(['11/3 1 p11']);
  });

  test('another process that took the pid', async () => {
    tree.putProcess({ pid: 11, comm: 'old', fds: { 3: nodeFd(NODE, DRM(1)) } });
    age();
    await scanner.sweep();
    tree.putProcess({ pid: 11, comm: 'new', startTimeTicks: 9, fds: { 3: nodeFd(NODE, DRM(1)) } });
    age();
    const sweep = await scanner.sweep();
    expect(seen(sweep)).toEqual(['11/3 1 new']);
    expect(sweep.processes.get(11)?.startTimeTicks).toBe(9);
  });

  test('a fd that came within the same tick of the file system’s clock', async () => {
    age();
    const now = new Date();
    nowMs = now.getTime() + 5;
    const folder = join(dir, 'proc/11/fd');
    utimesSync(folder, now, now);
    const { mtimeMs } = statSync(folder);
    await scanner.sweep();
    tree.putFd(11, 3, nodeFd(NODE, DRM(1)));
    utimesSync(folder, now, now);
    expect(statSync(folder).mtimeMs).toBe(mtimeMs);
    expect(seen(await scanner.sweep())).toEqual(['11/3 1 p11']);
  });
});

test('a swapped fd is found by meeting its process: the stated delay counts processes, and no fds', async () => {
  const fds = Object.fromEntries(Array.from({ length: 200 }, (_, fd) => [fd, fileFd('/var/log/x')]));
  for (const pid of [10, 11, 12]) tree.putProcess({ pid, comm: `p${pid}`, fds });
  age();
  let atNs = 0n;
  const clock = { ...systemClock, nowNs: () => atNs };
  const device = { ...deviceFacts('gpu', { renderD128: '226:128' }), openFiles: 0 };
  scanner = createScanner({
    ...{
      root: openRoot({ root: dir }),
      strategy: 'auto',
      mode: 'incremental',
      devices: devicesOf(device),
      sourceKind: 'tree',
      clock,
    },
  });
  const tick = (): Promise<Sweep> => {
    atNs += 1_000_000_000n;
    return scanner.sweep();
  };
  for (let each = 0; each < 9; each++) await tick();
  const withinNs = (await tick()).cost.holderDelayNs ?? Number.NaN;
  expect(withinNs).toBeLessThan(20e9);
  tree.putFd(11, 3, nodeFd(NODE, DRM(1)));
  const swappedNs = atNs;
  while (seen(await tick()).length === 0) expect(Number(atNs - swappedNs)).toBeLessThan(withinNs);
});

test('the processes above a holder are named up to init, whether they hold anything or not', async () => {
  tree.putProcess({ pid: 30, comm: 'launcher', parentPid: 1 });
  tree.putProcess({ pid: 31, comm: 'zygote', parentPid: 30 });
  tree.putProcess({ pid: 32, comm: 'gpu', parentPid: 31, fds: { 4: nodeFd(NODE, DRM(7)) } });
  const { processes } = await scanner.sweep();
  expect(processes.get(32)?.ancestors).toEqual([
    { pid: 31, comm: 'zygote' },
    { pid: 30, comm: 'launcher' },
  ]);
});

test('a line of parents that is cut, or runs in a circle, ends', async () => {
  tree.putProcess({ pid: 40, comm: 'orphan', parentPid: 39, fds: { 4: nodeFd(NODE, DRM(7)) } });
  tree.putProcess({ pid: 41, comm: 'hen', parentPid: 42, fds: { 4: nodeFd(NODE, DRM(8)) } });
  tree.putProcess({ pid: 42, comm: 'egg', parentPid: 41 });
  const { processes } = await scanner.sweep();
  expect(processes.get(40)?.ancestors).toEqual([]);
  expect(processes.get(41)?.ancestors?.slice(0, 2)).toEqual([
    { pid: 42, comm: 'egg' },
    { pid: 41, comm: 'hen' },
  ]);
});

test('what is not recorded of a process is unknown, and no error', async () => {
  mkdirSync(join(dir, 'proc/20/fdinfo'), { recursive: true });
  tree.putFd(20, 4, nodeFd(NODE, DRM(7)));
  const { processes, coverage } = await scanner.sweep();
  expect(processes.get(20)).toEqual({
    ...{ pid: 20, startTimeTicks: null, parentPid: null, ancestors: null, comm: null, cmdline: null, uid: null, user: null },
    ...{ unit: null, cpuTicks: null, holdsKfd: false },
  });
  expect(coverage).toMatchObject({ processesUnreadable: 0, troubles: [] });
});
