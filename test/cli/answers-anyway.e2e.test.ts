/** The screen beside processes that others hang on, and how fast q leaves while a read is held. Runs the built program in a real terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { DeadMount } from '../support/dead-mount.js';
import { FuseMount, whyNoFuse } from '../support/fuse-mount.js';
import { holdFds, mostFds } from '../support/many-fds.js';
import { answersKeys, leaves, openScreen, sees } from '../support/screen-pane.js';
import { whyNoTmux } from '../support/tmux.js';
import { temporaryTree } from '../support/tree.js';
import { startVforkParent, whyNoVforkParent } from '../support/vfork-parent.js';

const skipped = (reason: string | null): string => (reason === null ? '' : ` (skipped: ${reason})`);
const noScreen = whyNoTmux();
const noMount = noScreen ?? whyNoFuse();

/** Opens the screen, waits for two sweeps, presses keys, leaves; it must never have waited for anything. */
async function useScreen(args: string): Promise<void> {
  const pane = await openScreen(args);
  try {
    await sees(pane, /scan +\d/);
    await answersKeys(pane);
    await sees(pane, /scan +\d/);
    expect(await pane.text()).not.toContain('waiting');
    await leaves(pane);
  } finally {
    await pane[Symbol.asyncDispose]();
  }
}

describe.skipIf(noMount !== null)(`beside a process on a dead mount${skipped(noMount)}`, () => {
  test.each(['same', 'own'] as const)('the screen has nothing to wait for (%s mount namespace)', async (namespace) => {
    await using mount = await DeadMount.start(namespace);
    expect(readdirSync(`/proc/${mount.pid}/fd`)).toContain(String(mount.fd));
    await useScreen('');
    await useScreen('--scan full --strategy fdinfo');
  });

  test('nor beside one in D state, which waits for that mount', async () => {
    await using mount = await DeadMount.start('same');
    const stuck = spawn('stat', ['-L', `/proc/${mount.pid}/fd/${mount.fd}`], { stdio: 'ignore' });
    // Deaf to SIGKILL is only a request that the server has taken: until then the process would just end.
    await expect.poll(() => readFileSync(`/proc/${stuck.pid}/syscall`, 'utf8')).toMatch(STAT_CALL);
    await sleep(300);
    stuck.kill('SIGKILL');
    const state = (): string | undefined => /^State:\t(.)/m.exec(readFileSync(`/proc/${stuck.pid}/status`, 'utf8'))?.[1];
    await expect.poll(state).toBe('D');
    await useScreen('--scan full');
    expect(state()).toBe('D');
    const ended = once(stuck, 'exit');
    await mount[Symbol.asyncDispose]();
    await ended;
  });
});

/** statx of x86-64 or arm64, as /proc/PID/syscall names it. */
const STAT_CALL = /^(?:332|291) /;

const noParent = noScreen ?? whyNoVforkParent();

test.skipIf(noParent !== null)(
  `nor beside the parent of a vfork, in D state as long as its child likes${skipped(noParent)}`,
  async () => {
    await using parent = await startVforkParent();
    await expect.poll(() => parent.state()).toBe('D');
    await useScreen('--scan full --strategy fdinfo');
    expect(parent.state()).toBe('D');
  },
);

const MOST_FDS = mostFds();

test.skipIf(noScreen !== null)(
  `the screen answers keys beside a real process with ${MOST_FDS} fds${skipped(noScreen)}`,
  async () => {
    await using holder = await holdFds(MOST_FDS);
    expect(readdirSync(`/proc/${holder.pid}/fd`).length).toBeGreaterThan(MOST_FDS);
    await useScreen('--scan full');
  },
);

test.skipIf(noMount !== null)(`q leaves no later because a read is held${skipped(noMount)}`, async () => {
  using tree = temporaryTree();
  tree.writeFile('dev/dri/renderD128', 'c 226:128\n');
  const text = 'drm-driver:\ti915\ndrm-client-id:\t7\ndrm-pdev:\t0000:00:02.0\ndrm-engine-render:\t5 ns\n';
  tree.putProcess({ pid: 4242, comm: 'painter', startTimeTicks: 1, fds: { 5: nodeFd('/dev/dri/renderD128', text) } });
  await using mount = await FuseMount.start('slow-fuse.js', [tree.root, 'proc/4242/fdinfo/5']);
  const timed = async (prepare: () => Promise<void>): Promise<number> => {
    const pane = await openScreen(`--all --root ${mount.folder}`);
    try {
      await sees(pane, /4242 .*painter/);
      await prepare();
      return await leaves(pane);
    } finally {
      await pane[Symbol.asyncDispose]();
    }
  };
  const freeMs = await timed(() => Promise.resolve());
  const heldMs = await timed(async () => {
    mount.tell('hold');
    expect(await mount.hears()).toBe('held');
  });
  mount.tell('release');
  process.stdout.write(`from q to the shell: ${freeMs.toFixed(0)} ms, with a read held ${heldMs.toFixed(0)} ms\n`);
  expect(heldMs - freeMs).toBeLessThan(1000);
});
