import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DeadMount, whyNoFuse } from '../support/dead-mount.js';

const GPU_TOP = fileURLToPath(new URL('../../bin/gpu-top.js', import.meta.url));
const built = existsSync(new URL('../../dist/cli/main.js', import.meta.url));
const reason = whyNoFuse() ?? (built ? null : 'not built');

/** Milliseconds that `gpu-top -1` takes, and what it said; killed when it hangs. */
function once_(...args: string[]) {
  const started = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [GPU_TOP, '-1', ...args], {
    encoding: 'utf8',
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  return { status, signal, stdout, stderr, ms: performance.now() - started };
}

describe.skipIf(reason !== null)(`while a process holds a file on a dead FUSE mount${reason ? ` (skipped: ${reason})` : ''}`, () => {
  it('a stat of its fd hangs, and lets go when the connection is aborted (so that the rest proves something)', async () => {
    const mount = await DeadMount.start('same');
    const stat = spawn('stat', ['-L', `/proc/${mount.pid}/fd/${mount.fd}`], { stdio: 'ignore' });
    const exit = once(stat, 'exit');
    const first = await Promise.race([exit, sleep(1000, 'hangs')]);
    await mount[Symbol.asyncDispose]();
    await exit;
    expect(first).toBe('hangs');
  });

  it.each(['same', 'own'] as const)('one sweep takes no longer than without it, in the %s mount namespace', async (namespace) => {
    const without = once_();
    await using mount = await DeadMount.start(namespace);
    expect(mount.pid).toBeGreaterThan(0);
    for (const strategy of ['auto', 'name', 'fdinfo']) {
      const { status, signal, ms, stderr } = once_('--detect', strategy);
      expect({ status, signal, stderr }, strategy).toMatchObject({ status: 0, signal: null });
      expect(ms, strategy).toBeLessThan(without.ms + 3000);
    }
  });
});
