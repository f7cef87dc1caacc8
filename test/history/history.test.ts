import { describe, expect, test } from 'vitest';
import { busiestAverage, createHistory, type History } from '../../src/history/history.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { Track } from '../../src/history/track.js';
import type { Reading, Sweep } from '../../src/scan/sweep.js';
import { client, deviceFacts, PCI, reading, sweep } from '../support/sweeps.js';
import { ByName } from '../../src/measures/by-name.js';

const KEY = `${PCI}/7`;

interface Tick {
  readonly at: number;
  /** Busy ratio since the tick before; null: the client is not there. */
  readonly busy?: number | null;
  /** Wall clock ahead of the monotonic one, in seconds, from now on. */
  readonly slept?: number;
}

/** A history of one client whose engine `e` was so busy; capacity 1, 4 KiB more of vram each tick. */
function recorded(ticks: readonly Tick[], history: History = createHistory()): History {
  const ledger = createLedger();
  let [busyNs, lastAt, ahead] = [0, ticks[0]?.at ?? 0, 0];
  ticks.forEach(({ at, busy = 0, slept = 0 }, index) => {
    ahead += slept;
    busyNs += Math.round((at - lastAt) * 1e9 * (busy ?? 0));
    lastAt = at;
    const text = client('7', `drm-engine-e: ${busyNs} ns`, `drm-resident-vram: ${index * 4} KiB`);
    const readings: Reading[] = busy === null ? [] : [reading(text)];
    const made: Sweep = sweep(at, readings, { devices: [deviceFacts()] });
    history.add(ledger.fold({ ...made, wallMs: made.wallMs + ahead * 1000 }));
  });
  return history;
}

const every = (seconds: number, ...busy: (number | null)[]): Tick[] => [
  { at: 0 },
  ...busy.map((ratio, at) => ({ at: (at + 1) * seconds, busy: ratio })),
];
/** An engine or region over the last seconds, one by one; null is a gap. */
function recent(track: Track | null, name: string, seconds: number): (number | null)[] {
  return orNull((track?.engine(name) ?? track?.region(name))?.resampled(seconds, seconds));
}
const orNull = (values: Iterable<number> = []) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
const close = (...values: (number | null)[]) => values.map((value) => value && (expect.closeTo(value, 6) as number));

test('recent seconds are ratios tick by tick, and unknown is a gap', () => {
  const history = recorded(every(1, 0.5, 1, 0));
  expect(recent(history.client(KEY), 'e', 4)).toEqual(close(null, 0.5, 1, 0));
  expect(recent(history.client(KEY), 'e', 2)).toEqual(close(1, 0));
  expect(recent(history.device(PCI), 'e', 4)).toEqual(close(null, 0.5, 1, 0));
  expect(recent(history.client(KEY), 'vram', 2)).toEqual([8192, 12288]);
  expect([history.client(KEY)?.engines, history.client(KEY)?.regions]).toEqual([['e'], ['vram']]);
});

test('what never was has no series', () => {
  const history = recorded(every(1, 0.5));
  expect([
    history.client('other'),
    history.device('other'),
    history.client(KEY)?.engine('f'),
    history.client(KEY)?.region('gtt'),
  ]).toEqual([null, null, null, null]);
});

describe('averages', () => {
  test('are over the last seconds', () => {
    const track = recorded(every(1, ...Array<number>(60).fill(0.1), ...Array<number>(9).fill(0.5), 1)).client(KEY);
    expect([1, 10, 60].map((seconds) => track?.average('e', seconds))).toEqual(close(1, 0.55, (50 * 0.1 + 9 * 0.5 + 1) / 60));
  });

  test('are weighted by measured time, also where a sample is only half in the window', () => {
    const ticks = [{ at: 0 }, { at: 3, busy: 0.2 }, { at: 4, busy: 1 }];
    const track = recorded(ticks).client(KEY);
    expect([2, 4, 60].map((seconds) => track?.average('e', seconds))).toEqual(close((0.2 + 1) / 2, (0.6 + 1) / 4, (0.6 + 1) / 4));
  });

  test('are unknown before anything was measured', () => {
    const track = recorded([{ at: 0 }]).client(KEY);
    expect(track?.average('e', 10)).toBeNull();
    expect(track?.average('no such engine', 10)).toBeNull();
  });

  test('leave out the time that was not measured', () => {
    const track = recorded(every(1, 0.4, null, null, 0.4)).client(KEY);
    // The last ratio is the mean since the last read, two ticks of which the client seemed gone.
    expect(recent(track, 'e', 5)).toEqual(close(null, 0.4, null, null, 0.4 / 3));
    expect(track?.average('e', 60)).toBeCloseTo(0.2, 6);
  });

  test('of several clients add up engine by engine', () => {
    const history = recorded(every(1, 0.5, 0.5));
    expect(busiestAverage(history, [KEY], 10)).toBeCloseTo(0.5, 6);
    expect(busiestAverage(history, [KEY, 'gone'], 10)).toBeCloseTo(0.5, 6);
    expect(busiestAverage(history, [KEY, KEY], 10)).toBeCloseTo(1, 6);
    expect(busiestAverage(history, [], 10)).toBeNull();
  });
});

describe('a gap', () => {
  test.each<[string, Tick[]]>([
    ['after a pause', [...every(1, 0.5, 0.5), { at: 62, busy: 0.9 }]],
    ['after the machine slept', [...every(1, 0.5, 0.5), { at: 3, busy: 0.9, slept: 59 }]],
  ])('stands where nobody looked: %s', (_how, ticks) => {
    const track = recorded(ticks).client(KEY);
    const chart = orNull(track?.engine('e')?.resampled(62, 62));
    expect(chart.slice(0, 2)).toEqual(close(0.5, 0.5));
    expect(chart.slice(2, 61)).toEqual(Array(59).fill(null));
    expect(chart.at(-1)).toBeCloseTo(0.9, 6);
  });

  test('still counts for its whole interval in an average, if the machine was awake', () => {
    const track = recorded([...every(1, 0.5, 0.5), { at: 62, busy: 0.9 }]).client(KEY);
    expect(track?.average('e', 62)).toBeCloseTo((1 + 60 * 0.9) / 62, 6);
  });

  test('is not a longer interval that goes on, after its first sample', () => {
    const track = recorded([{ at: 0 }, { at: 1 }, { at: 11 }, { at: 21 }, { at: 31 }]).client(KEY);
    expect(recent(track, 'e', 32)).toEqual([null, 0, ...Array<null>(9).fill(null), ...Array<number>(21).fill(0)]);
  });

  test('is not a wall clock that was set back', () => {
    const track = recorded([{ at: 0 }, { at: 1, slept: -3600 }, { at: 2 }]).client(KEY);
    expect(recent(track, 'e', 3)).toEqual([null, 0, 0]);
  });
});

test('a chart spreads samples over its points by time', () => {
  const series = recorded(every(2, 0.2, 0.8))
    .client(KEY)
    ?.engine('e');
  expect(orNull(series?.resampled(4, 4))).toEqual(close(0.2, 0.2, 0.8, 0.8));
  expect(orNull(series?.resampled(4, 2))).toEqual(close(0.2, 0.8));
  expect(orNull(series?.resampled(4, 1))).toEqual(close(0.5));
  expect(orNull(series?.resampled(8, 4))).toEqual(close(null, null, 0.2, 0.8));
});

describe('what is kept is bounded', () => {
  test('in samples', () => {
    const history = recorded(every(1, ...Array<number>(50).fill(0.5)), createHistory({ samples: 20 }));
    const track = history.client(KEY);
    expect(track?.length).toBe(20);
    expect(recent(track, 'e', 22)).toEqual(close(null, null, ...Array<number>(20).fill(0.5)));
    expect(track?.bytes).toBe(20 * (24 + 4 + 8));
  });

  test('in clients', () => {
    const history = createHistory({ mostClients: 2 });
    history.add(
      createLedger().fold(
        sweep(
          0,
          ['1', '2', '3'].map((id, fd) => reading(client(id), { fd })),
        ),
      ),
    );
    expect(['1', '2', '3'].map((id) => history.client(`${PCI}/${id}`) !== null)).toEqual([true, true, false]);
  });

  test('in engines', () => {
    const track = new Track(4);
    const many = ByName.of(Array.from({ length: 99 }, (_, at) => [`e${at}`, 0.5] as const));
    track.add(
      0,
      0,
      0,
      many,
      (ratio) => ratio,
      many,
      () => 1,
    );
    expect(track.engines).toHaveLength(48);
    expect(track.regions).toEqual([]);
  });

  test('in time: a client that is gone for more than half a minute is dropped', () => {
    const history = recorded(every(1, 0.5, ...Array<null>(30).fill(null)));
    expect(history.client(KEY)).not.toBeNull();
    expect(recorded([...every(1, 0.5, ...Array<null>(32).fill(null))]).client(KEY)).toBeNull();
    expect(history.device(PCI)).not.toBeNull();
  });
});

test('a recording that is wound back begins a new history', () => {
  const history = recorded(every(1, 0.5, 0.5, 0.5));
  recorded(every(1, 0.25), history);
  expect(recent(history.client(KEY), 'e', 10)).toEqual([...Array<null>(9).fill(null), ...close(0.25)]);
});
