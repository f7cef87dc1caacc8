/** However gpu-top ends, what it started to look at other machines ends too, also where a read of theirs does not come back. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { BIN } from '../support/gpu-top.js';
import { writeKfdMachine } from '../support/kfd-tree.js';
import { temporaryTree } from '../support/tree.js';

/** Processes that work in a folder. */
function workersIn(folder: string): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

const CRASH = "data:text/javascript,process.on('SIGUSR2',()=>{throw new Error('as asked')})";

it.each([
  ['batch output', ['-b', '-d', '100ms'], 'SIGINT', 3],
  ['batch output', ['-b', '-d', '100ms'], 'SIGTERM', 3],
  ['a recording', ['record', '-d', '100ms', '/dev/null'], 'SIGTERM', 3],
  ['metrics', ['serve', '--listen', '127.0.0.1:0'], 'SIGTERM', 3],
  ['batch output that crashes', ['-b', '-d', '100ms'], 'SIGUSR2', 3],
  ['a login that does not end', ['-b'], 'SIGTERM', 2],
] as const)('leaves nobody behind: %s %j, by %s', async (what, args, signal, fewest) => {
  using tree = temporaryTree();
  writeKfdMachine(tree);
  const stuck = join(tree.root, 'sys/class/kfd/kfd/proc/5150/sdma_61522');
  tree.removePath('sys/class/kfd/kfd/proc/5150/sdma_61522');
  execFileSync('mkfifo', [stuck]);
  const shell =
    what === 'a login that does not end' ? `cd ${tree.root}; cat ${stuck}; true` : `cd ${tree.root}; GPU_TOP_ROOT=. sh; true`;
  const child = spawn(process.execPath, [BIN, ...args, '--via', shell], {
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: `--import ${JSON.stringify(CRASH)}` },
  });
  onTestFinished(() => {
    for (const pid of [child.pid ?? 0, ...workersIn(tree.root)].filter((each) => each > 0)) killed(pid);
  });
  const ended = once(child, 'exit');
  await expect.poll(() => isRead(stuck) && workersIn(tree.root).length >= fewest, { timeout: 20_000 }).toBe(true);
  child.kill(signal);
  await ended;
  await expect.poll(() => workersIn(tree.root)).toEqual([]);
});

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** Whether a process waits for the pipe: its arguments name it. */
function isRead(pipe: string): boolean {
  return execFileSync('ps', ['-eo', 'comm=,args='], { encoding: 'latin1' })
    .split('\n')
    .some((line) => /^(?:mawk|gawk|awk|cat) .*sdma_61522/.test(line) && (line.includes(pipe) || line.includes('proc/5150/sdma')));
}
