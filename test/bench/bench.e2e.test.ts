import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BenchReport } from '../../src/bench/report.js';
import { BIN, gpuTop } from '../support/gpu-top.js';
import { temporaryTree } from '../support/tree.js';

const SMALL = ['--processes', '8', '--fds', '6', '--gpu-clients', '2', '--iterations', '2'];
const isRoot = process.getuid?.() === 0;

async function report(...args: string[]): Promise<BenchReport> {
  const { stdout, stderr, code } = await gpuTop(['bench', ...args, '--json'], { timeoutMs: 60_000 });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as BenchReport;
}

const leftOvers = (): string[] =>
  [tmpdir(), '/dev/shm']
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).filter((name) => name.startsWith('gpu-top-bench-')));

describe('on a tree', () => {
  test('every way meets what there is, and the proposals are measured beside them', async () => {
    const { rows, missing, scaling, verdicts } = await report('--tree', ...SMALL);
    const met = Object.fromEntries(rows.map(({ key, visited }) => [key, [visited.processes, visited.fds, visited.gpuFds]]));
    for (const key of ['name', 'stat', 'fdinfo', 'auto', 'async-1', 'async-64']) expect(met[key], key).toEqual([8, 48, 2]);
    expect(met.procgpu).toEqual([8, 0, 2]);
    expect(met.sysfs).toEqual([0, 0, 2]);
    expect(missing.map(({ key }) => key)).toEqual(['clients']);
    expect(scaling.map(({ key }) => key)).toContain('incremental');
    expect(verdicts).toHaveLength(14);
    for (const { measured } of verdicts) expect(measured).not.toBe('');
  });

  test('an earlier report is compared with', async () => {
    using tree = temporaryTree();
    const old = await report('--tree', ...SMALL, '--no-scaling');
    tree.writeFile('old.json', JSON.stringify(old));
    const { stdout, code } = await gpuTop([
      'bench',
      '--tree',
      ...SMALL,
      '--no-scaling',
      '--compare',
      join(tree.root, 'old.json'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('now/then');
  });
});

describe('with real processes', () => {
  test('they are started, walked and ended, and nothing is left', async () => {
    const { rows, workload } = await report('--live', ...SMALL, '--no-scaling');
    expect(workload.kind).toBe('live');
    const name = rows.find(({ key }) => key === 'name');
    expect(name?.visited.processes).toBeGreaterThan(8);
    expect(name?.visited.fds).toBeGreaterThanOrEqual(48);
    if (isRoot) expect(workload.pretended).toContain('O_PATH');
    expect(leftOvers()).toEqual([]);
  });

  test('SIGINT ends them too', async () => {
    const child = spawn(process.execPath, [BIN, 'bench', '--live', '--processes', '20', '--iterations', '10000'], {
      stdio: 'ignore',
    });
    const children = (): string => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    await expect.poll(() => children().trim().split(' ').length, { timeout: 10_000 }).toBeGreaterThanOrEqual(20);
    const pids = children().trim().split(' ');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(leftOvers()).toEqual([]);
  });
});

test.each([
  [['--tree', '--live'], /cannot be used with/],
  [['--gpu-clients', '9', '--processes', '8'], /--gpu-clients 9 is more than there are processes/],
  [['--processes', '0'], /whole number from 1 to 100000/],
  [['--compare', '/etc/passwd'], /--compare '\/etc\/passwd'/],
  [['--root', '/nonexistent'], /does not exist/],
])('wrong input %j is one line and exit 2', async (args, message) => {
  const { code, stderr, stdout } = await gpuTop(['bench', ...args]);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});
