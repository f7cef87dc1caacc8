/** Programs whose scanner is killed under them: the built ones. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { BIN } from '../support/gpu-top.js';
import { listeningSockets } from '../support/listening.js';
import { leaves, openScreen, sees } from '../support/screen-pane.js';
import { whyNoTmux } from '../support/tmux.js';
import { temporaryTree } from '../support/tree.js';

const noTmux = whyNoTmux();

/** The processes that work for one. */
function helpersOf(pid: number | undefined): number[] {
  return spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

test('serve starts another, and says both; SIGUSR1 opens no debugger in any of its processes', async () => {
  const child = spawn(process.execPath, [BIN, 'serve', '--listen', '127.0.0.1:0', '--every', '1s'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => said.push(line));
  try {
    await vi.waitFor(() => expect(said.join()).toContain('serving on'), { timeout: 15_000 });
    const url = /http:\S+/.exec(said.join('\n'))?.[0] ?? '';
    const all = [child.pid ?? 0, ...helpersOf(child.pid)];
    const before = all.map((pid) => listeningSockets(pid).length);
    for (const pid of all) process.kill(pid, 'SIGUSR1');
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
    expect(all.map((pid) => listeningSockets(pid).length)).toEqual(before);

    for (const pid of helpersOf(child.pid)) process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(said.join('\n')).toContain('ended by SIGKILL'), { timeout: 10_000 });
    await vi.waitFor(() => expect(said.join('\n')).toContain('sweeps succeed again'), { timeout: 10_000 });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^gpu_top_up 1$/m);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(said.join('\n')).not.toContain('ebugger');
  } finally {
    child.kill('SIGTERM');
  }
});

test('record starts another, says both, and its recording is whole', async () => {
  using made = temporaryTree();
  const file = join(made.root, 'a.gputop');
  const child = spawn(process.execPath, [BIN, 'record', file, '-d', '100ms', '-n', '12'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close');
  await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(0), { timeout: 15_000 });
  for (const pid of helpersOf(child.pid)) process.kill(pid, 'SIGKILL');
  expect(await ended).toEqual([0, null]);
  expect(said).toMatch(/ended by SIGKILL: another is started\n(.*\n)*.*sweeps are recorded again\n(.*\n)*.*13 sweeps, /);
  const replayed = spawnSync(process.execPath, [BIN, 'replay', file, '--json', '--check'], { encoding: 'utf8' });
  expect([replayed.status, replayed.stderr, replayed.stdout.trim().split('\n').length]).toEqual([0, '', 12]);
});

test.skipIf(noTmux !== null)(
  `the screen offers to go on with another${noTmux === null ? '' : ` (skipped: ${noTmux})`}`,
  async () => {
    await using pane = await openScreen('-d 0.2');
    await sees(pane, /scan /);
    const pid = await pane.foregroundPid();
    process.kill(pid, 'SIGUSR1');
    for (const helper of helpersOf(pid)) process.kill(helper, 'SIGUSR1');
    for (const helper of helpersOf(pid)) process.kill(helper, 'SIGKILL');
    await sees(pane, /ended by SIGKILL: Space starts another/);
    expect(await pane.text()).not.toContain('ebugger');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await pane.type('Space');
    await vi.waitFor(() => expect(helpersOf(pid)).toHaveLength(1), { timeout: 10_000 });
    await sees(pane, /scan /);
    await leaves(pane);
  },
);
