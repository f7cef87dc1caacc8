import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RemoteError, RemoteShell } from '../../src/remote/shell.js';
import { leaves, openScreen, sees } from '../support/screen-pane.js';
import { whyNoTmux } from '../support/tmux.js';
import { temporaryTree } from '../support/tree.js';

const WAYS = { byName: true, byFdinfo: true };

const open = (command: string, timeoutMs?: number): Promise<RemoteShell> =>
  RemoteShell.open(['/bin/sh', '-c', command], WAYS, timeoutMs === undefined ? {} : { timeoutMs });

function hasReader(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}

describe('a shell far away', () => {
  it('is found behind whatever the login prints', async () => {
    const shell = await open('echo Welcome; echo gpu-top-far 1 is not here; printf "no end of line\\n\\n"; echo motd >&2; sh');
    expect(await shell.ask('look\nr etc/hostname\n.\n')).toContain('=0');
    shell.close();
  });

  it('answers one order after another, also ones that it does not know', async () => {
    const shell = await open('sh');
    expect(await shell.ask('frobnicate\n')).toEqual([]);
    // The time twice, then the file's number and its line.
    expect(await shell.ask('want\nproc/uptime\n.\ngo\n')).toHaveLength(4);
    expect(await shell.ask('go\n')).toHaveLength(4);
    expect((await shell.ask('search\n')).filter((line) => line.startsWith('P'))).toHaveLength(1);
    shell.close();
  });

  it.each([
    [
      'the last words of a command that fails',
      'echo first >&2; echo "no such container: web" >&2; exit 1',
      'no such container: web',
    ],
    ['its exit code where it says nothing', 'exit 3', 'ended by itself (exit code 3)'],
    ['what is missing there', 'PATH=/nowhere; /bin/sh', 'awk is missing there'],
    ['that it is no shell', 'yes', 'what answers there is no shell'],
    ['that it says nothing', 'sleep 5', 'no answer for 0.5 s'],
    ['that the folder to look into is not there', 'GPU_TOP_ROOT=/nowhere sh', '/nowhere'],
  ])('says %s', async (_, command, message) => {
    const error = await open(command, 500).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect((error as RemoteError).message).toContain(message);
  });

  it('says that a program is not installed here', async () => {
    await expect(RemoteShell.open(['no-such-ssh', 'box'], WAYS)).rejects.toEqual(new RemoteError('there is no no-such-ssh here'));
  });

  it.each([
    ['the shell dies', '(sleep 0.3; echo "connection reset by peer" >&2; kill -9 $$) & exec sh', 'connection reset by peer'],
    ['it is closed', 'exec sh', 'closed'],
  ])('ends an order that is under way when %s', async (why, command, message) => {
    using tree = temporaryTree();
    const pipe = join(tree.root, 'stuck');
    execFileSync('mkfifo', [pipe]);
    const shell = await open(`GPU_TOP_ROOT=${tree.root}; export GPU_TOP_ROOT; ${command}`);
    const answer = shell.ask('want\nstuck\n.\ngo\n');
    if (why === 'it is closed') setTimeout(() => shell.close(), 100);
    await expect(answer).rejects.toMatchObject({ message });
    await expect(shell.ask('go\n')).rejects.toBeInstanceOf(RemoteError);
    // Nobody is left over there who waits for the pipe: it cannot be opened for writing.
    await expect.poll(() => hasReader(pipe)).toBe(false);
  });

  it('takes with it what its command started', async () => {
    const shell = await open('sleep 987654 & (sleep 987654; true) & sh');
    const running = (): boolean => execFileSync('ps', ['-eo', 'args=']).includes('sleep 987654');
    expect(running()).toBe(true);
    shell.close();
    await expect.poll(running).toBe(false);
  });

  it('leaves no process behind', async () => {
    const shell = await open('sh -s marked-by-a-test');
    const running = (): boolean => execFileSync('ps', ['-eo', 'args=']).includes('sh -s marked-by-a-test');
    expect(running()).toBe(true);
    shell.close();
    await expect.poll(running).toBe(false);
  });
});

it.skipIf(whyNoTmux() !== null)('a command of --via may ask at the terminal too, as sudo does', async () => {
  using tree = temporaryTree();
  tree.putProcess({
    pid: 42,
    comm: 'load',
    fds: { 5: { link: '/dev/dri/card0', fdinfo: 'drm-driver:\tv3d\ndrm-client-id:\t1\n' } },
  });
  tree.writeFile(
    'asks',
    `if ! (exec </dev/tty) 2>/dev/null; then echo 'sudo: a password is required' >&2; exit 1; fi
printf 'password for me: ' >/dev/tty
read -r words </dev/tty
[ "$words" = sesame ] && GPU_TOP_ROOT=${tree.root} exec sh
`,
  );
  await using pane = await openScreen(`--all --via 'sh ${tree.root}/asks'`);
  await sees(pane, /password for me/);
  await pane.type('sesame', 'Enter');
  await sees(pane, /load/);
  await leaves(pane);
});
