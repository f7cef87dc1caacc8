/** Where gpu-top runs: without a folder for what is temporary, without a home, as the first process of a container. */
import { spawn, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { BIN, gpuTop } from '../support/gpu-top.js';
import { mountSmallDisk } from '../support/small-disk.js';

test.each([
  ['--demo', '-1', '-d', '0.1'],
  ['bench', '--tree', '--processes', '3', '--gpu-clients', '1', '--iterations', '2', '--no-scaling'],
])('a missing TMPDIR is one line: %s', async (...words) => {
  const { code, stderr } = await gpuTop(words, { env: { TMPDIR: '/nonexistent' } });
  expect(stderr).toMatch(/^gpu-top: ENOENT.*\/nonexistent\/.*: set TMPDIR to a folder that is there and can be written\n$/);
  expect(code).toBe(1);
});

test('a full TMPDIR is one line (skipped where no tmpfs can be mounted)', async ({ skip }) => {
  const disk = mountSmallDisk(64);
  if (typeof disk === 'string') return skip(disk);
  using small = disk;
  const { code, stderr } = await gpuTop(['--demo', '-1', '-d', '0.1'], { env: { TMPDIR: small.folder } });
  expect(stderr).toMatch(/^gpu-top: ENOSPC.*: make room there, or set TMPDIR to a folder that has some\n$/);
  expect(code).toBe(1);
});

/** As `docker run` starts it: process 1 of its namespace. */
const asFirst = ['-pf', '--mount-proc', process.execPath, BIN];
const { status, stderr: obstacle } = spawnSync('unshare', ['-pf', '--mount-proc', 'true'], { encoding: 'utf8' });
const whyNot = status === 0 ? '' : ` (skipped: no PID namespace can be made: ${obstacle})`;

test.skipIf(whyNot !== '').each([
  [['--demo', '--json', '-d', '0.05'], 'SIGTERM', 143],
  [['--json', '-d', '0.05'], 'SIGINT', 130],
  [['explain', '1', '-d', '60s'], 'SIGTERM', 143],
  [['serve', '--listen', '127.0.0.1:0'], 'SIGTERM', 0],
  [['wait', '--pid', '1', '--idle', '1h'], 'SIGQUIT', 131],
] as const)(`as process 1: %s hears %s${whyNot}`, async (words, signal, code) => {
  const child = spawn('unshare', [...asFirst, ...words], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const [first = ''] = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  process.kill(Number(first), signal);
  expect(await ended).toBe(code);
});
