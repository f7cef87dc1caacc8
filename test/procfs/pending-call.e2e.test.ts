import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pendingCall } from '../../src/procfs/pending-call.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const known = ['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch);

describe('what a process waits for', () => {
  let tree: TemporaryTree;
  let child: ChildProcess;

  beforeEach(() => {
    tree = temporaryTree();
  });

  afterEach(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    tree[Symbol.dispose]();
  });

  test.skipIf(!known)('is the path that it opens, read from its memory', async () => {
    const path = join(tree.root, 'a pipe nobody writes, with ünusual letters');
    execFileSync('mkfifo', [path]);
    child = spawn('cat', [path]);
    await expect.poll(() => pendingCall(child.pid ?? 0)).toEqual({ working: false, path });
  });

  test.skipIf(!known)('is the file behind the fd that it reads', async () => {
    child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    await expect.poll(() => pendingCall(child.pid ?? 0).path).toMatch(/^(pipe|socket):\[\d+\]$/);
  });

  test('is no file in a call that has none', async () => {
    child = spawn('sleep', ['60']);
    await expect.poll(() => pendingCall(child.pid ?? 0)).toEqual({ working: false, path: null });
  });

  test('is nothing while it computes', async () => {
    child = spawn('sh', ['-c', 'while :; do :; done']);
    await expect.poll(() => pendingCall(child.pid ?? 0)).toEqual({ working: true, path: null });
  });

  test('is not told on an architecture whose calls are not known, nor of a process that is gone', async () => {
    child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    await expect.poll(() => pendingCall(child.pid ?? 0, 's390x')).toEqual({ working: false, path: null });
    expect(pendingCall(2 ** 30)).toEqual({ working: false, path: null });
  });
});
