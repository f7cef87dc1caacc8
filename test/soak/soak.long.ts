/** `npm run soak`: a simulated day, then ten minutes of real time (GPU_TOP_SOAK_HOURS, GPU_TOP_SOAK_SECONDS). */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { print } from '../support/print.js';
import { whyNoTmux } from '../support/tmux.js';
import { soakDay, type Day } from './day.js';
import { growth, type Hour } from './hours.js';
import { settled, SETTLED_SECONDS, soakReal, type RealSoak, type Sample } from './real.js';
import { realLines, soakPage } from './report.js';

const HOURS = Number(process.env.GPU_TOP_SOAK_HOURS ?? 24);
const SECONDS = Number(process.env.GPU_TOP_SOAK_SECONDS ?? 600);
const report = process.env.GPU_TOP_SOAK_REPORT;
const why = whyNoTmux();
const [loadBefore = 0] = loadavg();
let day: Day | null = null;

function expectFlat(hours: readonly Hour[], what: string): void {
  expect(growth(hours.map(({ heapBytes }) => heapBytes)), `heap of the ${what}`).toBeLessThan(1.05);
  expect(growth(hours.map(({ externalBytes }) => externalBytes)), `buffers of the ${what}`).toBeLessThan(1.05);
  expect(new Set(hours.map(({ fds }) => fds)).size, `numbers of fds of the ${what}`).toBe(1);
}

test(`a simulated day of ${HOURS} hours breaks no invariant and leaves nothing behind`, async () => {
  const folder = makeTempRoot('soak');
  try {
    day = await soakDay(HOURS, join(folder, 'day'), ({ heapBytes, fds, medianMs }, what) => {
      print(`${what}: heap ${(heapBytes / 2 ** 20).toFixed(2)} MiB, ${fds} fds, a tick ${medianMs.toFixed(1)} ms`);
    });
  } finally {
    removeTempRoot(folder);
  }
  expect(day.problems).toEqual([]);
  expect(day.hours.reduce((sum, { ticks }) => sum + ticks, 0)).toBe(HOURS * 3600);
  expectFlat(day.hours, 'day');
  expectFlat(day.replayed, 'replay');
});

test(`${SECONDS} s of real time leave nothing behind${why === null ? '' : ` (skipped: ${why})`}`, async () => {
  let real: RealSoak | null = null;
  if (why === null) real = await soakReal(SECONDS, () => undefined);
  if (day !== null) {
    const machine = {
      date: new Date().toISOString().slice(0, 10),
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      kernel: release(),
      node: process.version,
      load: [loadBefore, loadavg()[0] ?? 0] as const,
    };
    const page = soakPage(machine, day, real ?? `Not tried: ${why}.`);
    print(page);
    if (report !== undefined) writeFileSync(report, page);
  }
  if (real === null) return;
  if (day === null) print(realLines(real).join('\n'));
  expect(real.problems).toEqual([]);
  expect(real.refused / real.scrapes).toBeLessThan(0.01);
  for (const [name, samples] of real.samples) {
    const fds = samples.map((sample) => sample.fds);
    const size = Math.ceil(fds.length / 4);
    // Of what is open for a moment (a file being read, a scrape) the least that was seen tells nothing; what stays would show in it.
    expect(Math.min(...fds.slice(-size)), `fds of ${name}`).toBeLessThanOrEqual(Math.min(...fds.slice(0, size)));
    const growthOf = (some: readonly Sample[]) => growth(some.flatMap(({ heapBytes }) => heapBytes ?? []));
    // Shorter than this, histories are still filling up.
    if (SECONDS >= SETTLED_SECONDS) expect(growthOf(samples), `heap of ${name}`).toBeLessThan(1.1);
    if (SECONDS >= 2 * SETTLED_SECONDS)
      expect(growthOf(settled(samples, SECONDS)), `heap of ${name} once settled`).toBeLessThan(1.05);
  }
});
