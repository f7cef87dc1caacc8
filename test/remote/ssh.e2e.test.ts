/** `gpu-top --ssh` through a real sshd on loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, gpuTop, jsonLines } from '../support/gpu-top.js';
import { leaves, openScreen, sees } from '../support/screen-pane.js';
import { PASSPHRASE, Sshd, whyNoSshd } from '../support/sshd.js';
import { whyNoTmux } from '../support/tmux.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const why = whyNoSshd();
const whyNoTerminal = whyNoTmux();

describe.skipIf(why !== null)('through ssh', () => {
  let trees: TemporaryTree[];
  let sshd: Sshd;
  let env: Record<string, string>;

  beforeAll(async () => {
    trees = [1, 2].map((client) => {
      const tree = temporaryTree();
      const fdinfo = `drm-driver:\tv3d\ndrm-client-id:\t${client}\ndrm-engine-render:\t5 ns\n`;
      tree.putProcess({ pid: 42, comm: 'load', fds: { 5: { link: '/dev/dri/card0', fdinfo } } });
      return tree;
    });
    sshd = await Sshd.start({ box: trees[0]?.root ?? '', lab: trees[1]?.root ?? '', locked: trees[0]?.root ?? '' });
    env = { GPU_TOP_SSH: `ssh -F '${sshd.config}'` };
  });
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]();
    trees.forEach((tree) => tree[Symbol.dispose]());
  });

  it('several machines are shown together, by the names of the ssh configuration', async () => {
    const { stdout, code } = await gpuTop(['--ssh', 'box', '--ssh', 'lab', '--ssh', 'closed', '--json', '-n', '1', '--check'], {
      env,
    });
    expect(code).toBe(0);
    const [tick] = jsonLines(stdout);
    expect(tick?.hosts).toMatchObject([
      { host: 'box', trouble: null },
      { host: 'lab', trouble: null },
      { host: 'closed', trouble: expect.stringContaining('Connection refused') as string },
    ]);
    const clients = tick?.clients as { host: string; device: string; client_id: string }[];
    expect(clients.map(({ host, device, client_id }) => [host, device, client_id]).sort()).toEqual([
      ['box', 'box:v3d', '1'],
      ['lab', 'lab:v3d', '2'],
    ]);
  });

  it.each([
    ['stranger', 'Permission denied'],
    ['closed', 'Connection refused'],
    ['no.such.host.invalid', 'Could not resolve hostname'],
  ])('%s is told in one line', async (host, words) => {
    const config = host.includes('.') ? 'ssh -F /dev/null' : env.GPU_TOP_SSH;
    const { stdout, stderr, code } = await gpuTop(['--ssh', host, '-1'], { env: { GPU_TOP_SSH: config ?? '' } });
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(new RegExp(`^gpu-top: ${host}: .*${words}.*\n$`));
  });

  it('nothing is left there when gpu-top is killed', async () => {
    const child = spawn(process.execPath, [BIN, '--ssh', 'box', '--json'], { env: { ...process.env, ...env } });
    await once(child.stdout, 'data');
    expect(sshd.sessions()).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await expect.poll(() => sshd.sessions(), { timeout: 5000 }).toBe(0);
  });

  it.skipIf(whyNoTerminal !== null)(
    'ssh may ask at the terminal for a yes and a passphrase, and is gone with gpu-top',
    async () => {
      await using pane = await openScreen(`--ssh locked --ssh box`, env);
      await sees(pane, /continue connecting/);
      await pane.type('yes', 'Enter');
      await sees(pane, /passphrase for key/);
      await pane.type(PASSPHRASE, 'Enter');
      await sees(pane, /locked:v3d/);
      await sees(pane, /box:v3d/);
      expect(await pane.text()).not.toContain(PASSPHRASE);
      await leaves(pane);
      await expect.poll(() => sshd.sessions(), { timeout: 5000 }).toBe(0);
    },
  );

  it.skipIf(whyNoTerminal !== null)('Ctrl-C ends what ssh asks, and gpu-top with it', async () => {
    await using pane = await openScreen(`--ssh locked`, env);
    await sees(pane, /continue connecting/);
    await pane.type('C-c');
    await expect.poll(() => sshd.sessions(), { timeout: 15_000 }).toBe(0);
    // What is typed while ssh gives the terminal back is lost, and the shell's prompt may stand before the answer.
    await expect
      .poll(() => pane.type('echo shell again', 'Enter').then(() => pane.text()), { timeout: 15_000, interval: 500 })
      .toMatch(/^(?!.*echo).*shell again$/m);
  });
});
