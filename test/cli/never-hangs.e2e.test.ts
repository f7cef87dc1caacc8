/** The screen while something it must read does not answer. Runs the built program in a real terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pendingCall } from '../../src/procfs/pending-call.js';
import { writeShapeTree } from '../../src/bench/workloads/shape-tree.js';
import { nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { DeadMount } from '../support/dead-mount.js';
import { FuseMount, whyNoFuse } from '../support/fuse-mount.js';
import { BIN, gpuTop } from '../support/gpu-top.js';
import { leaves, openScreen, sees } from '../support/screen-pane.js';
import { holdFds, mostFds } from '../support/many-fds.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';
import { type TmuxPane, whyNoTmux } from '../support/tmux.js';

const PID = 4242;
const SLOW = `proc/${PID}/fdinfo/5`;
const TEXT = 'drm-driver:\ti915\ndrm-client-id:\t7\ndrm-pdev:\t0000:00:02.0\ndrm-engine-render:\t5 ns\n';
const MOST_FDS = mostFds();
const noScreen = whyNoTmux() ?? whyNoFuse();
const why = (reason: string | null): string => (reason === null ? '' : ` (skipped: ${reason})`);

/** Scanners that screens have left behind or are still using. */
function scanners(): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes('scanner-child.js'));
}

function commandOf(pid: string): string {
  return read(`/proc/${pid}/cmdline`);
}

function parentOf(pid: string): number {
  return Number(/^PPid:\t(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

/** Empty for a process that is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

async function gone(pids: readonly string[]): Promise<void> {
  await expect.poll(() => scanners().filter((pid) => pids.includes(pid)), { timeout: 10_000 }).toEqual([]);
}

describe.skipIf(noScreen !== null)(`while an fdinfo is not answered${why(noScreen)}`, () => {
  let tree: TemporaryTree;
  let mount: FuseMount;
  let pane: TmuxPane | null;

  beforeEach(async () => {
    tree = temporaryTree();
    tree.writeFile('dev/dri/renderD128', 'c 226:128\n');
    const fds = { 5: nodeFd('/dev/dri/renderD128', TEXT) };
    tree.putProcess({ pid: PID, comm: 'painter', cmdline: ['painter'], uid: 0, startTimeTicks: 1, fds });
    mount = await FuseMount.start('slow-fuse.js', [tree.root, SLOW]);
  });

  afterEach(async () => {
    await pane?.[Symbol.asyncDispose]();
    pane = null;
    await mount[Symbol.asyncDispose]();
    tree[Symbol.dispose]();
  });

  test('the screen names the file, answers keys, and goes on when the answer comes', async () => {
    pane = await openScreen(`--all --root ${mount.folder}`);
    await sees(pane, /4242 .*painter/);
    mount.tell('hold');
    expect(await mount.hears()).toBe('held');
    const note = new RegExp(`waiting \\d+ s for ${mount.folder}/${SLOW}`);
    await sees(pane, note);
    await pane.type('F1');
    await sees(pane, /one row up/);
    expect(await pane.text()).not.toContain('painter');
    await pane.type('Escape');
    await sees(pane, /4242 .*painter/);
    await sees(pane, note);
    mount.tell('release');
    await sees(pane, /scan +\d/);
    expect(await pane.text()).not.toMatch(note);
    await leaves(pane);
  });

  test('q leaves while the read is still held; the scanner ends when it comes back', async () => {
    pane = await openScreen(`--root ${mount.folder}`);
    await sees(pane, /4242 .*painter|no client|idle/);
    mount.tell('hold');
    expect(await mount.hears()).toBe('held');
    const [scanner = ''] = scanners().filter((pid) => commandOf(pid).includes(mount.folder));
    expect(readFileSync(`/proc/${scanner}/stat`, 'utf8')).toMatch(/^\d+ \(.*\) [SD] /);
    await leaves(pane);
    expect(scanners()).toContain(scanner);
    mount.tell('release');
    await gone([scanner]);
  });

  test('Ctrl-C ends a batch that waits for it, although its own handlers cannot run', async () => {
    const batch = spawn(process.execPath, [BIN, '-b', '--all', '-d', '0.1', '--root', mount.folder]);
    const [first] = (await once(batch.stdout, 'data')) as [Buffer];
    expect(first.toString()).toContain('TREE');
    // A server that does not even take requests: waiting for it can be ended by a signal.
    mount.signal('SIGSTOP');
    const blocked = (): string | null => pendingCall(batch.pid ?? 0).path;
    await expect.poll(blocked, { timeout: 10_000 }).toContain(mount.folder);
    batch.kill('SIGINT');
    expect(await once(batch, 'exit')).toEqual([null, 'SIGINT']);
    mount.signal('SIGCONT');
  });

  test('before the first sweep too: there is a screen, and q leaves it', async () => {
    mount.tell('hold');
    pane = await openScreen(`--root ${mount.folder}`);
    expect(await mount.hears()).toBe('held');
    await sees(pane, /measuring/);
    await sees(pane, new RegExp(`waiting \\d+ s for ${mount.folder}/${SLOW}`));
    await leaves(pane);
  });
});

describe.skipIf(noScreen !== null)(`while a process holds a file on a dead mount${why(noScreen)}`, () => {
  test.each(['same', 'own'] as const)(
    '--strategy stat hangs, but its screen does not, and names the fd (%s mount namespace)',
    async (namespace) => {
      await using mount = await DeadMount.start(namespace);
      const pane = await openScreen('--strategy stat');
      try {
        await sees(pane, new RegExp(`waiting \\d+ s for /proc/${mount.pid}/fd/${mount.fd}\\s`));
        // Of this screen alone: others may be open on the machine.
        const screen = await pane.foregroundPid();
        const left = scanners().filter((pid) => parentOf(pid) === screen);
        expect(left).toHaveLength(1);
        await leaves(pane);
        await mount[Symbol.asyncDispose]();
        await gone(left);
      } finally {
        await pane[Symbol.asyncDispose]();
      }
    },
  );

  test('auto does not even look at a process that waits for the mount in D state', async () => {
    await using mount = await DeadMount.start('same');
    const stat = spawn('stat', ['-L', `/proc/${mount.pid}/fd/${mount.fd}`], { stdio: 'ignore' });
    const state = (): string | undefined => /^State:\t(.)/m.exec(readFileSync(`/proc/${stat.pid}/status`, 'utf8'))?.[1];
    await expect.poll(() => pendingCall(stat.pid ?? 0).path).toBe(`/proc/${mount.pid}/fd/${mount.fd}`);
    stat.kill('SIGKILL');
    await expect.poll(state).toBe('D');
    const { code, stderr } = await gpuTop(['--json', '-n', '2', '-d', '0.1', '--check']);
    expect([code, stderr]).toEqual([0, '']);
    expect(state()).toBe('D');
    const ended = once(stat, 'exit');
    await mount[Symbol.asyncDispose]();
    await ended;
  });
});

describe.skipIf(whyNoTmux() !== null)(`while a process has 100,000 fds${why(whyNoTmux())}`, () => {
  test('the screen answers a key sooner than the scanner, always at work, ends a sweep', async () => {
    using tree = temporaryTree();
    writeShapeTree(tree.root, { processes: 1, fdsPerProcess: 100_000, clients: 1 });
    // fdinfo opens every file: the longest sweep there is.
    const pane = await openScreen(`--scan full --strategy fdinfo --all --root ${tree.root}`);
    try {
      await sees(pane, /scan +\d/);
      const [, amount, unit] = /scan +([\d.]+) (m?s)/.exec(await pane.text()) ?? [];
      const pressedMs = performance.now();
      await pane.type('F1');
      await sees(pane, /one row up/);
      expect(performance.now() - pressedMs).toBeLessThan(Number(amount) * (unit === 's' ? 1000 : 1));
      await pane.type('Escape');
      await sees(pane, /worker-0/);
      await leaves(pane);
    } finally {
      await pane[Symbol.asyncDispose]();
    }
    // Most of it is the making of 100,000 files.
  }, 60_000);
});

test(`a sweep of a real process with ${MOST_FDS} fds sees them all`, async () => {
  await using holder = await holdFds(MOST_FDS);
  expect(readdirSync(`/proc/${holder.pid}/fd`).length).toBeGreaterThan(MOST_FDS);
  const { code, stdout } = await gpuTop(['--json', '-n', '2', '-d', '0.1', '--check', '--scan', 'full']);
  expect(code).toBe(0);
  const [line = '{}'] = stdout.split('\n');
  expect((JSON.parse(line) as { scan: { fds_checked: number } }).scan.fds_checked).toBeGreaterThan(MOST_FDS);
});
