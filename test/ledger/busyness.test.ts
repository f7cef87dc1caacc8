import { describe, expect, test } from 'vitest';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { EngineUse, Snapshot } from '../../src/ledger/snapshot.js';
import { fdinfoText } from '../support/fdinfo-fixtures.js';
import { client, clientOf, reading, sweep } from '../support/sweeps.js';

/** Folds one text per tick, read at the given seconds; gives the snapshots, each of which keeps the invariants. */
function fold(...ticks: [at: number, text: string][]): Snapshot[] {
  const ledger = createLedger();
  const snapshots = ticks.map(([at, text]) => ledger.fold(sweep(at, [reading(text)])));
  snapshots.forEach((snapshot, at) => expect(violations(snapshot, snapshots[at - 1] ?? null)).toEqual([]));
  return snapshots;
}

function uses(snapshots: readonly Snapshot[], engine: string): (EngineUse | undefined)[] {
  return snapshots.map((snapshot) => snapshot.clients[0]?.engines.get(engine));
}

/** Ratios of an engine tick by tick; where there is none, the reason. */
function ratios(snapshots: readonly Snapshot[], engine: string): (number | string | undefined)[] {
  return uses(snapshots, engine).map((use) => use && (use.ratio ?? use.reason ?? undefined));
}

test('the first sight of a client gives no ratio, not 0 and not a spike', () => {
  const [first] = fold([100, client('7', 'drm-engine-gfx: 99000000000 ns')]);
  const use = first?.clients[0]?.engines.get('gfx');
  expect(use).toMatchObject({ ratio: null, basis: null, reason: 'first-sight', before: null });
  expect(first?.devices[0]?.engines.get('gfx')).toEqual({ ratio: null, capacity: 1 });
});

describe('a ratio is what the counters did between the two reads', () => {
  const second = (...lines: string[]): string => client('7', ...lines);
  test.each<[string, string[], string[], number, string]>([
    ['ns', ['drm-engine-e: 5 ns'], ['drm-engine-e: 500000005 ns'], 0.5, 'ns'],
    [
      'ns with capacity 2',
      ['drm-engine-e: 0 ns', 'drm-engine-capacity-e: 2'],
      ['drm-engine-e: 1600000000 ns', 'drm-engine-capacity-e: 2'],
      0.8,
      'ns',
    ],
    [
      'ns with capacity 4, printed first',
      ['drm-engine-capacity-e: 4', 'drm-engine-e: 0 ns'],
      ['drm-engine-capacity-e: 4', 'drm-engine-e: 1000000000 ns'],
      0.25,
      'ns',
    ],
    ['ns above the time that passed', ['drm-engine-e: 0 ns'], ['drm-engine-e: 1010000000 ns'], 1.01, 'ns'],
    [
      'cycles with total-cycles, whatever the clock',
      ['drm-cycles-e: 100', 'drm-total-cycles-e: 1000'],
      ['drm-cycles-e: 400', 'drm-total-cycles-e: 1400'],
      0.75,
      'cycles',
    ],
    [
      'cycles with capacity 4 behind them',
      ['drm-cycles-e: 0', 'drm-total-cycles-e: 0', 'drm-engine-capacity-e: 4'],
      ['drm-cycles-e: 700', 'drm-total-cycles-e: 200', 'drm-engine-capacity-e: 4'],
      0.875,
      'cycles',
    ],
    [
      'ns where ns and cycles are both there',
      ['drm-engine-e: 0 ns', 'drm-cycles-e: 0', 'drm-maxfreq-e: 1000 Hz'],
      ['drm-engine-e: 300000000 ns', 'drm-cycles-e: 900', 'drm-maxfreq-e: 1000 Hz'],
      0.3,
      'ns',
    ],
    [
      'ns where all three are there',
      ['drm-engine-e: 0 ns', 'drm-cycles-e: 0', 'drm-total-cycles-e: 0'],
      ['drm-engine-e: 300000000 ns', 'drm-cycles-e: 900', 'drm-total-cycles-e: 1000'],
      0.3,
      'ns',
    ],
    [
      'a share of full speed where there are only cycles and the highest frequency',
      ['drm-cycles-e: 0', 'drm-maxfreq-e: 800 MHz'],
      ['drm-cycles-e: 200000000', 'drm-maxfreq-e: 800 MHz'],
      0.25,
      'full-speed',
    ],
    [
      'counters near the end of 64 bits',
      ['drm-engine-e: 18446744072709551615 ns'],
      ['drm-engine-e: 18446744073709551615 ns'],
      1,
      'ns',
    ],
  ])('%s', (_what, before, after, ratio, basis) => {
    const snapshots = fold([1, second(...before)], [2, second(...after)]);
    expect(uses(snapshots, 'e')[1]).toMatchObject({ ratio: expect.closeTo(ratio, 12) as number, basis, reason: null });
    expect(snapshots[1]?.devices[0]?.engines.get('e')?.ratio).toBeCloseTo(ratio, 12);
  });

  test('the time is that of the reads, not of the sweeps', () => {
    const ledger = createLedger();
    ledger.fold(sweep(1, [reading(client('7', 'drm-engine-e: 0 ns'), { at: 1.06 })]));
    const { clients } = ledger.fold(sweep(1.1, [reading(client('7', 'drm-engine-e: 55000000 ns'), { at: 1.17 })]));
    expect(clients[0]?.engines.get('e')?.ratio).toBeCloseTo(0.5, 12);
  });
});

test('cycles that nothing turns into a rate say so', () => {
  const text = fdinfoText('msm/no-maxfreq').replace(/drm-engine.*\n/, '');
  expect(ratios(fold([1, text], [2, text]), 'gpu')).toEqual(['no-rate', 'no-rate']);
});

test('the percentage of amdgpu before 5.19 is a ratio at once, and an engine it leaves out is idle', () => {
  const text = fdinfoText('amdgpu/5.15-percentages');
  const snapshots = fold([1, text], [2, text.replace('70.59', '12.5')], [3, text.replace(/gfx0.*\n/, '')], [4, text]);
  const shown = expect.closeTo(0.7059, 12) as number;
  expect(ratios(snapshots, 'gfx')).toEqual([shown, 0.125, 0, shown]);
  expect(snapshots[0]?.clients[0]).toMatchObject({ driver: 'amdgpu', clientId: 'pasid:32774', device: '0000:04:00.0' });
});

describe('a counter that goes back', () => {
  test('adds nothing until it has passed where it had been', () => {
    const at = (value: number): string => client('7', `drm-engine-e: ${Math.round(value * 1e9)} ns`);
    const snapshots = fold([0, at(5)], [1, at(6)], [2, at(4)], [3, at(4.5)], [4, at(6.5)]);
    expect(ratios(snapshots, 'e')).toEqual(['first-sight', 1, 0, 0, 0.5]);
    expect(uses(snapshots, 'e').map((use) => use?.counters.busyNs)).toEqual(
      [5, 6, 6, 6, 6.5].map((value) => BigInt(value * 1e9)),
    );
  });

  test('adds nothing in cycles either', () => {
    const at = (cycles: number, total: number): string => client('7', `drm-cycles-e: ${cycles}`, `drm-total-cycles-e: ${total}`);
    expect(ratios(fold([0, at(500, 0)], [1, at(600, 100)], [2, at(400, 200)], [3, at(650, 300)]), 'e')).toEqual([
      'first-sight',
      1,
      0,
      0.5,
    ]);
  });

  test('is a new baseline where the clock of the GPU went back too', () => {
    const at = (cycles: number, total: number): string => client('7', `drm-cycles-e: ${cycles}`, `drm-total-cycles-e: ${total}`);
    const snapshots = fold([0, at(500, 9000)], [1, at(10, 100)], [2, at(60, 200)]);
    expect(ratios(snapshots, 'e')).toEqual(['first-sight', 'reset', 0.5]);
  });
});

test('a clock of the GPU that stands still gives no ratio, and the next one spans both intervals', () => {
  const at = (cycles: number, total: number): string => client('7', `drm-cycles-e: ${cycles}`, `drm-total-cycles-e: ${total}`);
  expect(ratios(fold([0, at(0, 100)], [1, at(50, 100)], [2, at(100, 300)]), 'e')).toEqual(['first-sight', 'stalled', 0.5]);
});

test.each([
  ['standing still', 1, 'stalled', 0.25],
  ['going back', 0.5, 'reset', expect.closeTo(2e8 / 2.5e9, 9) as number],
])('a clock of ours %s gives no ratio and no Infinity', (_how, at, reason, next) => {
  const text = (value: number): string => client('7', `drm-engine-e: ${value} ns`);
  expect(ratios(fold([1, text(0)], [at, text(3e8)], [3, text(5e8)]), 'e')).toEqual(['first-sight', reason, next]);
});

describe('an engine that is missing in one read', () => {
  test('keeps its baseline, and the next ratio spans both intervals', () => {
    const text = (...lines: string[]): string => client('7', 'drm-engine-other: 0 ns', ...lines);
    const snapshots = fold([0, text('drm-engine-e: 0 ns')], [1, text()], [2, text('drm-engine-e: 1000000000 ns')]);
    expect(ratios(snapshots, 'e')).toEqual(['first-sight', 'missing', 0.5]);
    expect(ratios(snapshots, 'other')).toEqual(['first-sight', 0, 0]);
  });

  test('is missing too where only the line it is measured by is lost', () => {
    const text = (ns: string): string => client('7', `drm-engine-e: ${ns}`, 'drm-cycles-e: 900', 'drm-maxfreq-e: 1 MHz');
    expect(ratios(fold([0, text('0 ns')], [1, text('rubbish')], [2, text('1000000000 ns')]), 'e')).toEqual([
      'first-sight',
      'missing',
      0.5,
    ]);
  });

  test.each([
    ['total-cycles', 'drm-total-cycles-e', [1000, 1400, 1800], 0.25],
    ['maxfreq', 'drm-maxfreq-e', [200, 200, 200], 0.5],
  ])('is missing where what to divide by is lost, and keeps what it was: %s', (_what, key, values, ratio) => {
    const tick = (at: number, line: string): string => client('7', `drm-cycles-e: ${at * 100}`, line);
    const lines = values.map((value, at) => (at === 1 ? `${key}: rubbish` : `${key}: ${value}`));
    const snapshots = fold(...lines.map((line, at): [number, string] => [at, tick(at, line)]));
    expect(ratios(snapshots, 'e')).toEqual(['first-sight', 'missing', ratio]);
    const { totalCycles, maxFrequencyHz } = uses(snapshots, 'e')[1]?.counters ?? {};
    expect(Number(totalCycles ?? maxFrequencyHz)).toBe(values[0]);
  });

  test('starts anew where a better counter appears', () => {
    const text = (...lines: string[]): string => client('7', 'drm-maxfreq-e: 1 MHz', ...lines);
    const on = (value: number): string => text(`drm-engine-e: ${value} ns`);
    expect(ratios(fold([0, text()], [1, on(5e8)], [2, on(7e8)]), 'e')).toEqual(['missing', 'first-sight', 0.2]);
  });
});

describe('an engine that a known client did not have', () => {
  const without = client('7', 'drm-engine-a: 0 ns');
  test('counts from 0, over the time since the last reading', () => {
    const snapshots = fold([0, without], [2, client('7', 'drm-engine-a: 0 ns', 'drm-engine-b: 500000000 ns')]);
    expect(ratios(snapshots, 'b')).toEqual([undefined, 0.25]);
    expect(uses(snapshots, 'b')[1]?.before?.counters.busyNs).toBe(0n);
  });

  test('counts from 0 in cycles, on the clock of its neighbours', () => {
    const both = (...lines: string[]): string => client('7', 'drm-cycles-a: 0', ...lines);
    const before = both('drm-total-cycles-a: 1000');
    const after = both('drm-total-cycles-a: 1400', 'drm-cycles-b: 100', 'drm-total-cycles-b: 1400');
    expect(ratios(fold([0, before], [1, after]), 'b')).toEqual([undefined, 0.25]);
  });

  test('is seen for the first time in cycles where its neighbours show no one clock', () => {
    const before = client('7', 'drm-cycles-a: 0', 'drm-total-cycles-a: 1000', 'drm-cycles-c: 0', 'drm-total-cycles-c: 900');
    const after = client('7', 'drm-cycles-b: 100', 'drm-total-cycles-b: 1400');
    expect(ratios(fold([0, before], [1, after]), 'b')).toEqual([undefined, 'first-sight']);
  });

  test('is seen for the first time where more is on its counter than fits into that time', () => {
    const after = (value: number): string => client('7', 'drm-engine-a: 0 ns', `drm-engine-b: ${value} ns`);
    expect(ratios(fold([0, without], [1, after(9e9)], [2, after(9.5e9)]), 'b')).toEqual([undefined, 'first-sight', 0.5]);
  });

  test('is seen for the first time where a line of the reading before was lost', () => {
    const before = client('7', 'drm-engine-a: 0 ns', 'drm-engine-b: rubbish');
    expect(ratios(fold([0, before], [1, client('7', 'drm-engine-b: 5 ns')]), 'b')).toEqual([undefined, 'first-sight']);
  });
});

test('a capacity line that is lost in one read does not make the engine smaller', () => {
  const text = (value: number, ...lines: string[]): string => client('7', `drm-engine-e: ${value} ns`, ...lines);
  const snapshots = fold([0, text(0, 'drm-engine-capacity-e: 4')], [1, text(2e9)], [2, text(4e9, 'drm-engine-capacity-e: 4')]);
  expect(ratios(snapshots, 'e')).toEqual(['first-sight', 0.5, 0.5]);
});

test('engines and clients do not leak into each other', () => {
  const ledger = createLedger();
  const tick = (at: number, busy: number): Snapshot =>
    ledger.fold(
      sweep(at, [
        reading(client('7', `drm-engine-enc: ${busy} ns`, 'drm-engine-enc_1: 5 ns'), { pid: 1 }),
        reading(client('8', 'drm-engine-enc: 77 ns', 'drm-engine-enc_1: 5 ns'), { pid: 2 }),
      ]),
    );
  tick(0, 0);
  const { clients, devices } = tick(1, 4e8);
  expect(clients.map(({ engines }) => [engines.get('enc')?.ratio, engines.get('enc_1')?.ratio])).toEqual([
    [0.4, 0],
    [0, 0],
  ]);
  expect(devices[0]?.engines.get('enc')?.ratio).toBe(0.4);
});

test.each([
  ['one client over 1', [1.2e9], 1],
  ['two that only together are over 1', [0.7e9, 0.7e9], 1],
  ['two over 1', [1.2e9, 1.2e9], 2],
  ['none', [0.4e9, 0.4e9], 0],
])('ratios over 1 are kept raw and counted: %s', (_what, busy, clamped) => {
  const ledger = createLedger();
  const tick = (at: number, share: number): Snapshot =>
    ledger.fold(
      sweep(
        at,
        busy.map((value, pid) => reading(client(`${pid}`, `drm-engine-e: ${value * share} ns`), { pid })),
      ),
    );
  tick(0, 0);
  const snapshot = tick(1, 1);
  expect(snapshot.clamped).toBe(clamped);
  expect(snapshot.clients.map(({ engines }) => engines.get('e')?.ratio)).toEqual(busy.map((value) => value / 1e9));
  expect(violations(snapshot, null)).toEqual([]);
});

test.each(['v3d/2024-memory', 'xe/kernel-docs-dg2', 'panthor/kernel-docs', 'amdgpu/7.2-every-region', 'i915/kernel-docs'])(
  'every engine of %s is followed under its own name',
  (name) => {
    const text = fdinfoText(name);
    const later = text.replace(
      /^(drm-(?:total-)?(?:engine|cycles)-(?!capacity)\S+\s+)(\d+)/gm,
      (_line, key: string, value: string) => {
        return `${key}${BigInt(value) + 250_000_000n}`;
      },
    );
    const [, snapshot] = fold([1, text], [2, later]);
    expect(snapshot?.clients).toHaveLength(1);
    for (const [engine, use] of snapshot?.clients[0]?.engines ?? []) {
      const expected = (use.basis === 'ns' ? 0.25 : 1) / use.counters.capacity;
      expect([engine, use.ratio]).toEqual([engine, expected]);
    }
  },
);

test('a client without any engine line is a client with memory', () => {
  const [, snapshot] = fold([1, fdinfoText('amdgpu/compute-without-engines')], [2, fdinfoText('amdgpu/compute-without-engines')]);
  expect(snapshot?.clients[0]?.engines.size).toBe(0);
  expect(snapshot?.devices[0]?.memory.get('cpu')).toEqual({ usedBytes: 6200 * 1024, totalBytes: null });
});

test('a ratio without a device to name is still one client’s', () => {
  const text = (value: number): string => clientOf({ driver: 'next-gpu', id: '1' }, `drm-engine-e: ${value} ns`);
  expect(ratios(fold([0, text(0)], [1, text(5e8)]), 'e')).toEqual(['first-sight', 0.5]);
});
