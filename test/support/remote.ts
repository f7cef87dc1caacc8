/** Shells to look from afar with, on trees of this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { RemoteOptions } from '../../src/remote/fleet.js';
import { RemoteMachine } from '../../src/remote/machine.js';

/** POSIX shells that people have on their machines; those that are not on this one skip their cases. */
export const SHELLS = [
  { name: 'dash', command: 'dash', why: has('/bin/dash') ? null : 'dash is not installed' },
  // Its own applets only: no GNU find, awk, date.
  {
    name: 'busybox',
    command: 'PATH= /bin/busybox sh',
    why: has('/bin/busybox') ? busyboxWhy() : 'busybox-static is not installed',
  },
  { name: 'bash', command: 'bash --posix', why: has('/bin/bash') ? null : 'bash is not installed' },
] as const;

export const FAR: RemoteOptions = { strategy: 'auto', everyTime: true, rescanWithinNs: null };

/** Looks from afar until the test is over, however it ends: a shell whose read hangs would outlive it. */
export async function farMachine(command: readonly string[], options: RemoteOptions = FAR): Promise<RemoteMachine> {
  const machine = await RemoteMachine.open(command, options);
  onTestFinished(() => machine.close());
  return machine;
}

/** A command that gives a shell for which `root` is `/`. */
export function shellIn(root: string, shell = 'sh'): string[] {
  return ['/bin/sh', '-c', `GPU_TOP_ROOT='${root}'; export GPU_TOP_ROOT; ${shell}`];
}

function has(path: string): boolean {
  return existsSync(path);
}

function busyboxWhy(): string | null {
  const { stdout } = spawnSync('/bin/busybox', ['sh', '-c', 'echo x | awk "{ print 1 }"'], {
    env: { PATH: '' },
    encoding: 'utf8',
  });
  return stdout === '1\n' ? null : 'this busybox does not run its own applets from its shell';
}
