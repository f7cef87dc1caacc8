/**
 * A driver's counter lies for 0.6 s, as firmware and kernels did, while the built `serve`, `--json` and `wait` read it: all are back at
 * the truth within two ticks, and the exporter's counter has gained what the work was.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { BIN, gpuTop, jsonLines } from '../support/gpu-top.js';
import { temporaryTree } from '../support/tree.js';

const PID = 800;
const BUSY = 0.5;
const LIE_SECONDS = 0.6;
const TICK_SECONDS = 0.25;
const DAYS = 3 * 86_400 * 1e9;

/** The keys of an engine after so many seconds of work at `BUSY`, with what the lie adds. */
const LIES: Record<string, (seconds: number, lies: boolean) => string> = {
  'ns that jump by days': (t, lies) => `drm-engine-render:\t${Math.round(5e9 + t * BUSY * 1e9 + (lies ? DAYS : 0))} ns\n`,
  'ns that fall': (t, lies) => `drm-engine-render:\t${Math.round(5e9 + t * BUSY * 1e9 - (lies ? 4e9 : 0))} ns\n`,
  'cycles that jump': (t, lies) =>
    `drm-cycles-render:\t${Math.round(5e9 + t * BUSY * 1e9 + (lies ? DAYS : 0))}\ndrm-total-cycles-render:\t${Math.round(1e11 + t * 1e9)}\n`,
  'total cycles that jump': (t, lies) =>
    `drm-cycles-render:\t${Math.round(5e9 + t * BUSY * 1e9)}\ndrm-total-cycles-render:\t${Math.round(1e11 + t * 1e9 + (lies ? DAYS : 0))}\n`,
};

it.concurrent.each(Object.entries(LIES))(
  '%s',
  async (_, keys) => {
    using tree = temporaryTree();
    const device = join(tree.root, 'sys/class/drm/card0/device');
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, 'uevent'), 'DRIVER=v3d\nPCI_SLOT_NAME=0000:03:00.0\n');
    writeFileSync(join(device, '../dev'), '226:0\n');
    tree.writeFile('dev/dri/card0', 'c 226:0\n');
    const text = (seconds: number, lies: boolean): string => `drm-driver:\tv3d\ndrm-client-id:\t7\n${keys(seconds, lies)}`;
    const fds = { 5: nodeFd('/dev/dri/card0', text(0, false)) };
    tree.putProcess({ pid: PID, comm: 'painter', cmdline: ['painter'], uid: 0, startTimeTicks: 900, fds });

    const began = performance.now();
    const now = (): number => (performance.now() - began) / 1000;
    let lieAt = Infinity;
    const move = (): void => {
      const at = now();
      tree.setFdinfo(PID, 5, nodeFd('/dev/dri/card0', text(at, at >= lieAt && at < lieAt + LIE_SECONDS)).fdinfo ?? '');
    };
    const mover = setInterval(move, 10);
    const server = spawn(process.execPath, [BIN, 'serve', '--root', tree.root, '--listen', '127.0.0.1:0', '--every', '200ms'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      const [line] = (await once(createInterface(server.stderr), 'line')) as [string];
      const url = /http:\S+/.exec(line)?.[0] ?? '';
      const gained = async (): Promise<{ at: number; seconds: number }> => {
        const page = await (await fetch(`${url}/metrics`)).text();
        const found = /^gpu_top_device_engine_busy_seconds_total\{.*\} (\S+)$/m.exec(page)?.[1];
        return { at: now(), seconds: Number(found ?? Number.NaN) };
      };
      const source = ['--root', tree.root, '-d', `${TICK_SECONDS * 1000}ms`];
      const watching = gpuTop([...source, '--json', '--all', '-n', '28']);
      const waiting = gpuTop(['wait', ...source, '--pid', String(PID), '--idle', '1s', '--timeout', '6s']);
      // A reader's first page says where the series began.
      await gained();
      await sleep(2500);
      const before = await gained();
      lieAt = now() + 0.3;
      await sleep((LIE_SECONDS + 2.5) * 1000);
      const after = await gained();
      expect(Math.abs(after.seconds - before.seconds - (after.at - before.at) * BUSY)).toBeLessThan(1);

      const lines = jsonLines((await watching).stdout) as {
        clients: { engines: Record<string, { busy_ratio: number | null }> }[];
      }[];
      const ratios = lines.map(({ clients }) => clients[0]?.engines.render?.busy_ratio ?? null);
      // Unknown while it lies and not impossible, then right: with two ticks to come back.
      const unsure = ratios.filter((ratio) => ratio === null || Math.abs(ratio - BUSY) > 0.15);
      expect(unsure.length, JSON.stringify(ratios)).toBeLessThanOrEqual(Math.ceil(LIE_SECONDS / TICK_SECONDS) + 2);
      expect(ratios.every((ratio) => ratio === null || (ratio >= 0 && ratio <= 1))).toBe(true);
      // It was busy all the time, whatever was said of it.
      expect((await waiting).code).toBe(124);
    } finally {
      clearInterval(mover);
      server.kill();
    }
  },
  60_000,
);
