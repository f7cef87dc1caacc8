/**
 * 380,000 opens of a plain file that is called /dev/dri/renderD128, by a user without rights, in a mount namespace of its own: the
 * real program against real processes. Needs root to begin with, a C compiler's absence is no matter, and a limit of open files that
 * can be raised; about a minute.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/gpu-top.js', import.meta.url));
const PROCESSES = 20;
const FDS_EACH = 19_000;

const canUnshare =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'true']).status === 0 &&
  spawnSync('sh', ['-c', `ulimit -n ${FDS_EACH + 100}`]).status === 0 &&
  spawnSync('python3', ['--version']).status === 0;

/** In a namespace of its own: a folder of plain files over /dev/dri, then many opens of one of them. */
const HERD = `
import os, sys, time
for number in range(${PROCESSES}):
    if os.fork() == 0:
        for each in range(${FDS_EACH}): os.open('/dev/dri/renderD128', os.O_RDONLY)
        os.write(1, b'.')
        time.sleep(600)
        os._exit(0)
time.sleep(600)
`;

it.skipIf(!canUnshare)(
  '380,000 opens of a plain file named as a node cost little memory (skipped: needs root, unshare, python3)',
  async () => {
    const script = `mkdir -p /dev/dri && mount -t tmpfs none /dev/dri && : > /dev/dri/renderD128 && ulimit -n ${FDS_EACH + 100} && exec python3 -c "$1"`;
    const herd = spawn('unshare', ['-m', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', HERD], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let ready = 0;
      while (ready < PROCESSES) ready += ((await once(herd.stdout, 'data')) as [Buffer])[0].length;
      const program = spawn(process.execPath, [PROGRAM, '--json', '-n', '4', '-d', '1', '--no-config'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      let most = 0;
      program.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const watch = setInterval(() => {
        const status = (() => {
          try {
            return readFileSync(`/proc/${program.pid}/status`, 'utf8');
          } catch {
            return '';
          }
        })();
        most = Math.max(most, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0));
      }, 100);
      await once(program, 'close');
      clearInterval(watch);
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { scan: { duration_ns: number }; fds_without_stats: unknown[] });
      const sweeps = lines.map(({ scan }) => Math.round(scan.duration_ns / 1e6));
      process.stdout.write(
        `most memory ${(most / 1024).toFixed(0)} MiB, sweeps of ${sweeps.join(', ')} ms, ${lines.at(-1)?.fds_without_stats.length} fds listed\n`,
      );
      expect(lines).toHaveLength(4);
      expect(lines.at(-1)?.fds_without_stats.length).toBeLessThanOrEqual(16_384);
      expect(most / 1024).toBeLessThan(400);
    } finally {
      herd.kill('SIGKILL');
      execFileSync('true');
    }
  },
  300_000,
);
