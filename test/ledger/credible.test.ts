import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accumulate, EMPTY_EXPORT, type ExportState } from '../../src/metrics/accumulate.js';
import { violations } from '../../src/ledger/check.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { EngineUse, Snapshot } from '../../src/ledger/snapshot.js';
import { UsageTally } from '../../src/run/tally.js';
import { clientOf, reading, sweep } from '../support/sweeps.js';

const HZ = 19_200_000;

/** What a driver prints of an engine that was busy for so long, in each form that a kernel knows. Seconds. */
const FORMS = {
  ns: (busy: number) => [`drm-engine-e: ${integer(busy * 1e9)} ns`],
  cycles: (busy: number, now: number) => [`drm-cycles-e: ${integer(busy * HZ)}`, `drm-total-cycles-e: ${integer(now * HZ)}`],
  'full-speed': (busy: number) => [`drm-cycles-e: ${integer(busy * 800e6)}`, 'drm-maxfreq-e: 800 MHz'],
  both: (busy: number) => [...FORMS.ns(busy), `drm-cycles-e: ${integer(busy * 5e8)}`, 'drm-maxfreq-e: 800 MHz'],
};
type Form = keyof typeof FORMS;
const FORM_NAMES = Object.keys(FORMS) as Form[];

function integer(value: number): string {
  return BigInt(Math.round(value)).toString();
}

interface Tick {
  readonly at: number;
  /** What is printed: busy seconds, and the GPU's clock in seconds. */
  readonly busy: number;
  readonly clock?: number;
}

const UPTIME = 3 * 86_400;

function text(form: Form, { at, busy, clock = at }: Tick): string {
  return clientOf({ driver: 'v3d', id: '7' }, ...FORMS[form](busy, clock + 50_000));
}

function fold(form: Form, ticks: readonly Tick[]): Snapshot[] {
  const ledger = createLedger();
  const snapshots = ticks.map((tick) => ledger.fold(sweep(tick.at, [reading(text(form, tick))])));
  snapshots.forEach((snapshot, at) => expect(violations(snapshot, snapshots[at - 1] ?? null)).toEqual([]));
  return snapshots;
}

function use({ clients: [client] }: Snapshot): EngineUse {
  const found = client?.engines.get('e');
  if (found === undefined) throw new Error('the client has no such engine');
  return found;
}
const shown = (snapshots: readonly Snapshot[]) => snapshots.map(use).map(({ ratio, reason }) => ratio ?? reason);
const near = (value: number) => expect.closeTo(value, 4) as number;

/** Busy seconds that `serve` counts over all clients of the engine. */
function served(snapshots: readonly Snapshot[]): number {
  const options = { by: 'client', maxSeries: 100, endAfterMs: 1e6 } as const;
  const { devices } = snapshots.reduce<ExportState>((state, each) => accumulate(state, each, options), EMPTY_EXPORT);
  const [total] = [...devices.values()].flatMap((engines) => engines.get('e') ?? []);
  return total?.busyNs != null ? Number(total.busyNs) / 1e9 : Number(total?.cycles ?? 0n) / 800e6;
}

/** What `run` says of a command that is the only holder. */
function ran([first, ...rest]: readonly Snapshot[]): number {
  if (first === undefined) return 0;
  const tally = new UsageTally(first);
  for (const snapshot of rest) tally.add(snapshot, () => true);
  return Number(tally.usage.devices[0]?.engines.get('e')?.busyNs ?? 0n) / 1e9;
}

/** Half busy, a tick a second; in the ticks named another value is printed. */
function halfBusy(seconds: number, lies: Readonly<Record<number, Partial<Tick>>> = {}): Tick[] {
  return Array.from({ length: seconds }, (_, at) => ({ at, busy: 5 + at / 2, ...lies[at] }));
}

describe.each(FORM_NAMES)('a counter that lies once (%s)', (form) => {
  test('far up: the reading is left out, and the next one is right', () => {
    const snapshots = fold(form, halfBusy(6, { 3: { busy: UPTIME } }));
    expect(shown(snapshots)).toEqual(['first-sight', near(0.5), near(0.5), 'impossible', near(0.5), near(0.5)]);
    expect(snapshots.map(use).map(({ counters }) => counters.busyNs === null || counters.busyNs < 20n * 10n ** 9n)).not.toContain(
      false,
    );
    expect(served(snapshots)).toBeCloseTo(2.5, 3);
    expect(ran(snapshots)).toBeCloseTo(2.5, 3);
  });

  test('far up in its first reading: the next but one is right', () => {
    const snapshots = fold(form, halfBusy(5, { 0: { busy: UPTIME } }));
    expect(shown(snapshots)).toEqual(['first-sight', 'reset', near(0.5), near(0.5), near(0.5)]);
    expect(served(snapshots)).toBeCloseTo(1.5, 3);
  });

  test('down: it adds nothing, and what it did in between is in the next reading', () => {
    const snapshots = fold(form, halfBusy(5, { 2: { busy: 0 } }));
    expect(shown(snapshots)).toEqual(['first-sight', near(0.5), 0, near(1), near(0.5)]);
    expect(served(snapshots)).toBeCloseTo(2, 3);
  });

  test('down soon after its first reading: it adds nothing', () => {
    const snapshots = fold(form, [
      { at: 0, busy: 50 },
      { at: 0.1, busy: 0 },
      { at: 1, busy: 50.5 },
      { at: 2, busy: 51 },
    ]);
    expect(shown(snapshots)).toEqual(['first-sight', 0, near(0.5 / 0.9), near(0.5)]);
    expect(served(snapshots)).toBeCloseTo(1, 3);
  });

  test('down in its first reading: nothing of what it did before is counted', () => {
    const ticks = halfBusy(6, { 0: { busy: 0 } }).map((tick) => ({ ...tick, busy: tick.busy === 0 ? 0 : tick.busy + 4000 }));
    const snapshots = fold(form, ticks);
    expect(shown(snapshots)).toEqual(['first-sight', 'impossible', near(0.5), near(0.5), near(0.5), near(0.5)]);
    expect(served(snapshots)).toBeCloseTo(2, 3);
  });

  test('as in v3d of Linux 6.8, in each of a few readings', () => {
    const ticks = Array.from({ length: 40 }, (_, n) => ({ at: n / 10, busy: 5 + n / 20 + (n >= 20 && n < 26 ? UPTIME : 0) }));
    const snapshots = fold(form, ticks);
    expect(shown(snapshots).slice(20, 26)).toEqual(Array(6).fill('impossible'));
    expect(shown(snapshots).slice(26)).toEqual(Array(14).fill(near(0.5)));
    expect(served(snapshots)).toBeCloseTo(1.95, 2);
  });

  test('for ever: after ten seconds it is followed from there, and the jump counts for nothing', () => {
    const ticks = halfBusy(20).map((tick) => (tick.at < 3 ? tick : { ...tick, busy: tick.busy + UPTIME }));
    const snapshots = fold(form, ticks);
    expect(shown(snapshots).slice(3, 13)).toEqual(Array(10).fill('impossible'));
    expect(shown(snapshots).slice(13)).toEqual(Array(7).fill(near(0.5)));
    expect(served(snapshots)).toBeLessThanOrEqual(9.5);
  });
});

describe('the clock of a GPU', () => {
  const ahead = { clock: 3 + UPTIME };
  test.each<[string, Partial<Tick>, string]>([
    ['jumps ahead once', ahead, 'impossible'],
    ['goes back once', { clock: -40_000 }, 'reset'],
    ['jumps ahead with its counter', { ...ahead, busy: UPTIME }, 'impossible'],
    ['goes back with its counter', { clock: -40_000, busy: 0 }, 'reset'],
  ])('that %s is left out, and the next reading is right', (_what, lie, reason) => {
    const snapshots = fold('cycles', halfBusy(6, { 3: lie }));
    expect(shown(snapshots)).toEqual(['first-sight', near(0.5), near(0.5), reason, near(0.5), near(0.5)]);
    expect(served(snapshots)).toBeCloseTo(2.5, 3);
    expect(ran(snapshots)).toBeCloseTo(2.5, 3);
  });

  test.each([
    ['ahead, as over a suspend', 40_000],
    ['back, as by a reset', -40_000],
  ])('that went %s for good is followed from the second reading on', (_what, by) => {
    const ticks = halfBusy(6).map((tick) => (tick.at < 3 ? tick : { ...tick, clock: tick.at + by }));
    expect(shown(fold('cycles', ticks)).slice(4)).toEqual([near(0.5), near(0.5)]);
  });
});

test.each<[string, Partial<Tick>]>([
  ['ahead', { clock: UPTIME }],
  ['back', { clock: -40_000 }],
  ['ahead with its counter', { clock: UPTIME, busy: UPTIME }],
])('a clock of a GPU that is %s in a few readings: it is right from the second after them on', (_, lie) => {
  for (const [from, to] of [
    [0, 2],
    [1, 3],
    [3, 7],
  ] as const) {
    const ticks = halfBusy(12).map((tick) => {
      const { clock = tick.at, busy = 0 } = lie;
      const isLie = tick.at >= from && tick.at < to;
      return isLie ? { ...tick, clock: clock + tick.at, busy: tick.busy + busy } : tick;
    });
    const snapshots = fold('cycles', ticks);
    expect(shown(snapshots).slice(to + 1)).toEqual(Array(11 - to).fill(near(0.5)));
    expect(Math.abs(served(snapshots) - 5.5)).toBeLessThan(1.51);
  }
});

describe('a job that is counted at its end', () => {
  test('is believed as far as the counter stood still for it', () => {
    const ticks = [5, 5, 5, 5, 7, 7].map((busy, at) => ({ at, busy }));
    expect(shown(fold('ns', ticks))).toEqual(['first-sight', 0, 0, 0, near(2), 0]);
  });

  test.each(FORM_NAMES)('has used up what the counter stood still for: %s', (form) => {
    const ticks = [5, 5, 5, 5, 7.2, 9.4, 11.6, 13.8].map((busy, at) => ({ at, busy }));
    expect(shown(fold(form, ticks))).toEqual(['first-sight', 0, 0, 0, near(2.2), near(2.2), near(2.2), 'impossible']);
  });

  test('is believed a reading later where it is a very late one', () => {
    const ticks = [...Array.from({ length: 20 }, (_, at) => ({ at, busy: 5 })), { at: 20, busy: 20 }, { at: 21, busy: 20 }];
    expect(shown(fold('ns', [...ticks, { at: 22, busy: 20.5 }])).slice(20)).toEqual(['impossible', near(7.5), near(0.5)]);
  });
});

test('a driver that hides several engines behind one name may count more than time', () => {
  const ledger = createLedger();
  const tick = (at: number) =>
    ledger.fold(sweep(at, [reading(clientOf({ driver: 'amdgpu', id: '7' }, `drm-engine-e: ${at * 8e9} ns`))]));
  tick(0);
  expect(use(tick(1)).ratio).toBe(8);
});

describe.each(FORM_NAMES)('a counter that lies in a few readings (%s)', (form) => {
  const lies = (from: number, to: number) =>
    halfBusy(12).map((tick) => (tick.at < from || tick.at >= to ? tick : { ...tick, busy: tick.busy + UPTIME }));

  test.each([
    [0, 2],
    [0, 4],
    [1, 3],
    [1, 4],
    [2, 5],
  ])('in those from %i to %i: it is right from the second reading after them on', (from, to) => {
    const snapshots = fold(form, lies(from, to));
    expect(shown(snapshots).slice(to + 1)).toEqual(Array(11 - to).fill(near(0.5)));
    expect(Math.abs(served(snapshots) - 5.5)).toBeLessThan(1.01);
  });
});

test('whatever lies once, what is shown afterwards is what was done', () => {
  const lie = fc.oneof(
    fc.record({ busy: fc.constantFrom(0, UPTIME, 1e7, 1.8e10) }),
    fc.double({ min: 100, max: 1e8, noNaN: true }).map((busy) => ({ busy })),
  );
  const steps = fc.array(
    fc.record({ dt: fc.double({ min: 0.1, max: 3, noNaN: true }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      minLength: 6,
      maxLength: 14,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom(...FORM_NAMES), steps, fc.nat(9), lie, (form, moves, where, wrong) => {
      let [at, busy] = [0, 50];
      const truth: Tick[] = [{ at, busy }];
      for (const { dt, share } of moves) truth.push({ at: (at = Math.round((at + dt) * 1e3) / 1e3), busy: (busy += dt * share) });
      const liar = 1 + (where % (truth.length - 3));
      const snapshots = fold(
        form,
        truth.map((tick, n) => (n === liar ? { ...tick, ...wrong } : tick)),
      );
      const done = busy - 50;
      expect(served(snapshots)).toBeGreaterThan(done - 0.01);
      expect(served(snapshots)).toBeLessThan(done + 0.01);
      snapshots.slice(liar + 2).forEach((snapshot, n) => {
        const [from, to] = [truth[liar + 1 + n], truth[liar + 2 + n]] as [Tick, Tick];
        expect(use(snapshot).ratio).toBeCloseTo((to.busy - from.busy) / (to.at - from.at), 2);
      });
    }),
    { numRuns: 400 },
  );
});
