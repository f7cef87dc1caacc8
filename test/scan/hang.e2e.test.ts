import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DeadMount, whyNoFuse } from '../support/dead-mount.js';
import { gpuTop } from '../support/gpu-top.js';

const reason = whyNoFuse();

/** `gpu-top -1` and how many milliseconds it took; killed when it hangs. */
async function oneSweep(...args: string[]) {
  const started = performance.now();
  const ran = await gpuTop(['-1', ...args], { timeoutMs: 15_000 });
  return { ...ran, ms: performance.now() - started };
}

describe.skipIf(reason !== null)(
  `while a process holds a file on a dead FUSE mount${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    it('a stat of its fd hangs, and lets go when the connection is aborted (so that the rest proves something)', async () => {
      const mount = await DeadMount.start('same');
      const stat = spawn('stat', ['-L', `/proc/${mount.pid}/fd/${mount.fd}`], { stdio: 'ignore' });
      const exit = once(stat, 'exit');
      const first = await Promise.race([exit, sleep(1000, 'hangs')]);
      await mount[Symbol.asyncDispose]();
      await exit;
      expect(first).toBe('hangs');
    });

    it.each(['same', 'own'] as const)(
      'one sweep takes no longer than without it, in the %s mount namespace',
      async (namespace) => {
        const without = await oneSweep();
        await using mount = await DeadMount.start(namespace);
        expect(mount.pid).toBeGreaterThan(0);
        for (const strategy of ['auto', 'name', 'fdinfo']) {
          const { code, signal, stdout, ms } = await oneSweep('--detect', strategy);
          expect({ code, signal }, strategy).toEqual({ code: 0, signal: null });
          expect(stdout, strategy).toContain('processes');
          expect(ms, strategy).toBeLessThan(without.ms + 3000);
        }
      },
    );
  },
);
