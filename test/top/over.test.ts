/** `-1 --over`: watches for so long, then tells once. */
import { expect, test } from 'vitest';
import type { Monitor } from '../../src/options/monitor.js';
import type { Stop } from '../../src/shell/stop.js';
import { ProgressLine } from '../../src/shell/progress-line.js';
import { watchOver, type OverOptions } from '../../src/top/over.js';
import { KeptOutput, runHere } from '../support/memory-io.js';
import { tickAt } from '../tui/ticks.js';

/** A recording of so many ticks, so far apart. */
function recording(ticks: number, seconds = 1): Monitor & { readonly given: () => number } {
  let tick = 0;
  const next: Monitor['next'] = () => {
    if (tick >= ticks) return Promise.resolve(null);
    const snapshot = tickAt(tick, 0.5);
    return Promise.resolve({ ...snapshot, atNs: BigInt(tick++ * seconds * 1e9) });
  };
  return { prime: () => next().then(() => undefined), next, present: false, seen: 'replay', given: () => tick };
}

const stop: Stop = {
  signal: new AbortController().signal,
  stopped: () => false,
  code: 0,
  mortal: (work) => work(),
  now: () => undefined,
  hangUp: () => undefined,
  [Symbol.dispose]: () => undefined,
};

const OPTIONS: OverOptions = {
  overMs: 60_000,
  intervalMs: 1000,
  device: null,
  json: false,
  paper: { width: () => 100, colour: false, ascii: false },
};

async function told(monitor: Monitor, options: Partial<OverOptions> = {}): Promise<string> {
  return await watchOver(monitor, stop, new ProgressLine(new KeptOutput()), { ...OPTIONS, ...options });
}

test('takes what the time holds, and no more', async () => {
  const long = recording(500);
  const text = await told(long);
  expect(long.given()).toBe(61);
  expect(text).toContain('over 1 min 00 s');
  expect(text).toContain('\ncard1 amdgpu\n');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('goes by the pace of a recording', async () => {
  const quick = recording(500, 0.25);
  expect(await told(quick, { overMs: 3000 })).toContain('over 3.0 s');
  expect(quick.given()).toBe(13);
});

test('of less than was asked for it tells what there is', async () => {
  expect(await told(recording(21))).toContain('over 20 s');
  expect(await told(recording(1))).toBe('');
});

test('as JSON, and of one device', async () => {
  expect(JSON.parse(await told(recording(61), { json: true }))).toMatchObject({ schema: 'gpu-top-over/1', span_ns: 60e9 });
  expect(JSON.parse(await told(recording(61), { json: true, device: 'card1' }))).toMatchObject({
    devices: [{ driver: 'amdgpu' }],
  });
  await expect(told(recording(61), { device: 'card7' })).rejects.toThrow("no device 'card7'");
});

test('in ASCII', async () => {
  expect(await told(recording(61), { paper: { ...OPTIONS.paper, ascii: true } })).toMatch(/^[\x00-\x7f]*$/);
});

test.each([['--csv'], ['--prom'], ['-b'], ['-n', '3'], ['--filter', 'x'], ['--by', 'user'], ['-s', 'pid'], ['-u', 'root']])(
  'is told what cannot go with it: %s',
  async (...options) => {
    const { code, stdout, stderr } = await runHere(['--over', '2s', ...options]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^gpu-top: option '--over <duration>' cannot be used with option .*\n$/);
  },
);
