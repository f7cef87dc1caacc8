/**
 * Fds without end, held by a user without rights in a mount namespace of its own: 380,000 opens of a plain file that is called
 * /dev/dri/renderD128, and half a million of as many files. The real program against real processes. Needs root to begin with, and a
 * limit of open files that can be raised; a minute each.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/gpu-top.js', import.meta.url));
const HERDS = [
  { name: '380,000 opens of a plain file named as a node', processes: 20, fdsEach: 19_000, path: '/dev/dri/renderD128' },
  { name: '500,000 opens of as many files', processes: 26, fdsEach: 19_300, path: '/dev/dri/a-%d-%d' },
];
const MOST_FDS = Math.max(...HERDS.map(({ fdsEach }) => fdsEach)) + 100;

const canUnshare =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'true']).status === 0 &&
  spawnSync('sh', ['-c', `ulimit -n ${MOST_FDS}`]).status === 0 &&
  spawnSync('python3', ['--version']).status === 0;

/** In a namespace of its own: a folder of plain files over /dev/dri, then many opens in it. */
const HERD = `
import os, sys, time
processes, fds_each, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
for number in range(processes):
    if os.fork() == 0:
        for each in range(fds_each): os.open(path % (number, each) if '%' in path else path, os.O_RDWR | os.O_CREAT)
        os.write(1, b'.')
        time.sleep(600)
        os._exit(0)
time.sleep(600)
`;

it.skipIf(!canUnshare).each(HERDS)(
  '$name cost little memory (skipped: needs root, unshare, python3)',
  async ({ processes, fdsEach, path }) => {
    const script = `mkdir -p /dev/dri && mount -t tmpfs none /dev/dri && ulimit -n ${MOST_FDS} && exec python3 -c "$@"`;
    const herd = spawn(
      'unshare',
      ['-m', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', HERD, String(processes), String(fdsEach), path],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      let ready = 0;
      while (ready < processes) ready += ((await once(herd.stdout, 'data')) as [Buffer])[0].length;
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
      expect(most / 1024).toBeLessThan(200);
    } finally {
      herd.kill('SIGKILL');
    }
  },
  300_000,
);
