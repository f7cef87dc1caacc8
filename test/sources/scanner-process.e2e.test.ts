/** The scanner in a process of its own: the built one, because a child cannot run from the sources. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import type { ScannerProcess } from '../../src/sources/scanner-process/scanner-process.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { writeShapeTree } from '../../src/bench/workloads/shape-tree.js';
import { built } from '../support/built.js';
import { listeningSockets } from '../support/listening.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const { createScannerProcess } = await built<typeof import('../../src/sources/scanner-process/scanner-process.js')>(
  'sources/scanner-process/scanner-process',
);

let tree: TemporaryTree;
let source: ScannerProcess;

beforeEach(() => {
  tree = temporaryTree();
  writeShapeTree(tree.root, { processes: 5, fdsPerProcess: 6, clients: 3 });
});

afterEach(async () => {
  await source.close();
  tree[Symbol.dispose]();
});

/** Pids of the processes that scan this test's tree. */
function scanners(): number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && existsSync(`/proc/${pid}/cmdline`))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes('scanner-child') && command.includes(tree.root);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The one that runs now: never 0, which `kill` would take for this test's own group. */
function onlyScanner(): number {
  const [pid, ...others] = scanners();
  expect(others).toEqual([]);
  if (pid === undefined) throw new Error('no scanner runs');
  return pid;
}

test('gives the same sweep as a source in this process, exact to the type of each value', async () => {
  source = createScannerProcess({ root: tree.root });
  const own = createScanSource({ root: openRoot({ root: tree.root }) });
  const [apart, here] = [await source.next(), await own.next()];
  const timeless = (sweep: typeof apart) =>
    sweep && {
      ...sweep,
      ...{ atNs: typeof sweep.atNs, wallMs: typeof sweep.wallMs, cost: { ...sweep.cost, cpuNs: 0, durationNs: 0 } },
      devices: sweep.devices.map((device) => ({ ...device, atNs: typeof device.atNs })),
      readings: sweep.readings.map((reading) => ({ ...reading, atNs: typeof reading.atNs })),
    };
  expect(here.readings).toHaveLength(3);
  expect(timeless(apart)).toEqual(timeless(here));
});

test('tells the CPU time of its process, which only grows', async () => {
  source = createScannerProcess({ root: tree.root });
  expect(source.cpuNs()).toBe(0);
  await source.next();
  const first = source.cpuNs();
  expect(first).toBeGreaterThan(1e6);
  expect(source.helperPids()).toEqual([onlyScanner()]);
  await source.next();
  expect(source.cpuNs()).toBeGreaterThan(first);
});

test('answers calls that overlap in their order', async () => {
  source = createScannerProcess({ root: tree.root });
  const sweeps = await Promise.all([source.next(), source.next(), source.next()]);
  const times = sweeps.map((sweep) => sweep?.atNs ?? 0n);
  expect([...times].sort()).toEqual(times);
});

test('a mistake of the user comes back as one', async () => {
  source = createScannerProcess({ root: '/nonexistent' });
  await expect(source.next()).rejects.toThrow("--root '/nonexistent' does not exist");
  await expect(source.next()).rejects.toMatchObject({ name: 'UsageError', exitCode: 2 });
});

test('a scanner that was killed is told at once, and another goes on after a pause', async () => {
  source = createScannerProcess({ root: tree.root });
  const before = await source.next();
  const cpuNs = source.cpuNs();
  process.kill(onlyScanner(), 'SIGSTOP');
  const next = source.next();
  process.kill(onlyScanner(), 'SIGKILL');
  await expect(next).rejects.toThrow("the scanner's process ended by SIGKILL");
  await expect(source.next()).rejects.toMatchObject({ name: 'UsageError', exitCode: 1 });
  expect(source.waitingFor()).toBeNull();
  await expect.poll(() => source.next().catch(() => null), { timeout: 10_000, interval: 200 }).not.toBeNull();
  expect((await source.next())?.readings).toHaveLength(before?.readings.length ?? 0);
  expect(source.cpuNs()).toBeGreaterThan(cpuNs);
});

test.each(['SIGUSR1'] as const)('nothing listens in the scanner after %s', async (signal) => {
  source = createScannerProcess({ root: tree.root });
  await source.next();
  const pid = onlyScanner();
  process.kill(pid, signal);
  expect(await source.next()).not.toBeNull();
  expect(listeningSockets(pid)).toEqual([]);
});

test('closing ends what is under way with null, and the process with it', async () => {
  source = createScannerProcess({ root: tree.root });
  await source.next();
  const pid = onlyScanner();
  process.kill(pid, 'SIGSTOP');
  const next = source.next();
  await source.close();
  await expect(next).resolves.toBeNull();
  await expect(source.next()).resolves.toBeNull();
  await expect.poll(scanners).toEqual([]);
});

test('a sweep is late after a second, and what it waits for is told', async () => {
  source = createScannerProcess({ root: tree.root });
  expect(source.waitingFor()).toBeNull();
  await source.next();
  const pid = onlyScanner();
  process.kill(pid, 'SIGSTOP');
  const next = source.next();
  expect(source.waitingFor()).toBeNull();
  await expect.poll(() => source.waitingFor(), { timeout: 5000 }).not.toBeNull();
  expect(source.waitingFor()).toMatchObject({ path: null, working: false });
  expect(source.waitingFor()?.sinceMs).toBeGreaterThan(1000);
  process.kill(pid, 'SIGCONT');
  expect(await next).not.toBeNull();
  expect(source.waitingFor()).toBeNull();
});

test('the scanner ends when its parent is killed', async () => {
  source = createScannerProcess({ root: tree.root });
  await source.close();
  await expect.poll(scanners).toEqual([]);
  const script = `
    const { createScannerProcess } = await import(process.argv[1]);
    await createScannerProcess({ root: process.argv[2] }).next();
    console.log('up');`;
  const url = new URL('../../dist/sources/scanner-process/scanner-process.js', import.meta.url).href;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script, url, tree.root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  expect(scanners()).toHaveLength(1);
  parent.kill('SIGKILL');
  await expect.poll(scanners, { timeout: 5000 }).toEqual([]);
});
