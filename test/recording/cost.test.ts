/** What recording costs: printed for the reader, asserted only as ratios. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecording } from '../../src/recording/reader.js';
import { createRecorder } from '../../src/recording/recorder.js';
import { madeSweeps } from '../support/made-sweeps.js';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gpu-top-cost-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the cost of a recording', () => {
  it.each([20, 200])('stays far below the texts themselves with %i clients', async (clients) => {
    const recorder = await createRecorder(join(folder, `${clients}.gputop`), { program: '0.1.0' });
    const sweeps = madeSweeps({ clients });
    const [warmUp, measured] = [240, 480];
    let packedTextBytes = 0;
    let cpuUs = 0;
    let bytesBefore = 0;
    for (let tick = 0; tick < warmUp + measured; tick += 1) {
      const sweep = sweeps.next().value;
      if (tick === warmUp) bytesBefore = recorder.bytes;
      const before = process.cpuUsage();
      await recorder.write(sweep);
      const { user, system } = process.cpuUsage(before);
      if (tick < warmUp) continue;
      cpuUs += user + system;
      packedTextBytes += gzipSync(sweep.readings.map(({ text }) => text).join('')).length;
    }
    await recorder.close();
    const bytes = (recorder.bytes - bytesBefore) / measured;
    const [megabytesPerHour, cpuMs] = [(bytes * 3600) / 1e6, cpuUs / 1000 / measured];
    process.stdout.write(
      `recording ${clients} clients, a third busy, at 1 s: ${megabytesPerHour.toFixed(2)} MB an hour, ${cpuMs.toFixed(2)} ms CPU a sweep\n`,
    );
    expect(bytes).toBeLessThan(packedTextBytes / measured / 3);
  });

  it('does not grow with the length: a day of ticks leaves memory flat', { timeout: 300_000 }, async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const path = join(folder, 'day.gputop');
    const recorder = await createRecorder(path, { program: '0.1.0' });
    const intervalMs = 5000;
    const ticksPerHour = 3_600_000 / intervalMs;
    const sweeps = madeSweeps({ clients: 10, intervalMs });
    const heapMib: number[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      for (let tick = 0; tick < ticksPerHour; tick += 1) await recorder.write(sweeps.next().value);
      collect();
      const { heapUsed, external } = process.memoryUsage();
      heapMib.push((heapUsed + external) / 2 ** 20);
    }
    await recorder.close();
    const [early, late] = [Math.max(...heapMib.slice(1, 6)), Math.max(...heapMib.slice(-5))];
    process.stdout.write(
      `recording 24 h at 5 s: ${(recorder.bytes / 1e6).toFixed(1)} MB, memory ${early.toFixed(1)} MiB in hours 2-6, ${late.toFixed(1)} MiB in the last 5\n`,
    );
    expect(late).toBeLessThan(early + 1);

    const recording = await openRecording(path);
    expect(Math.round(recording.durationNs / 3.6e12)).toBe(24);
    const nearEnd: number[] = [];
    for await (const { positionNs } of recording.sweepsFrom(23.5 * 3.6e12)) nearEnd.push(positionNs);
    await recording.close();
    expect(nearEnd.length).toBeGreaterThan(ticksPerHour / 2);
    expect(nearEnd.length).toBeLessThan(ticksPerHour / 2 + 121);
  });
});
