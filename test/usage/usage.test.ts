/** Who used what over a span: sums are the counters' own, whatever the ticks, and what is kept is bounded. */
import fc from 'fast-check';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Client, EngineUse, Snapshot } from '../../src/ledger/snapshot.js';
import { usageReportJson } from '../../src/usage/json.js';
import { workedWords, spanWords, usageLines } from '../../src/usage/lines.js';
import { ROWS } from '../../src/usage/parts.js';
import { usageReport, type UsageReport } from '../../src/usage/report.js';
import { Totals } from '../../src/usage/totals.js';
import { UsageLog } from '../../src/usage/usage-log.js';
import { clock, spanOf } from '../../src/view/text/numbers.js';
import { cellWidth } from '../../src/view/text/text.js';
import {
  client,
  device,
  engineCounters,
  engineUse,
  GIB,
  MIB,
  SECOND_NS,
  snapshot,
  type ProcessWords,
} from '../support/snapshots.js';
import { ByName } from '../../src/measures/by-name.js';

const WALL_MS = Date.UTC(2026, 10, 26, 18, 40);

interface Did {
  readonly key: string;
  readonly comm?: string;
  readonly pid?: number;
  readonly owner?: ProcessWords;
  /** Busy seconds since it opened, by engine. */
  readonly busy: Readonly<Record<string, number>>;
  readonly vram?: number;
}

function at(second: number, did: readonly Did[], usedGib: number | null = 8): Snapshot {
  const atNs = BigInt(Math.round(second * 1e9));
  return snapshot({
    atNs,
    intervalNs: 1e9,
    wallMs: WALL_MS + second * 1000,
    devices: [
      device({
        engines: { gfx: 0, dec: 0 },
        memory: { vram: { usedBytes: usedGib === null ? null : usedGib * GIB, totalBytes: 16 * GIB } },
      }),
    ],
    clients: did.map((each) => clientOf(each, atNs)),
  });
}

function clientOf({ key, comm = key, pid = 100, owner, busy, vram }: Did, atNs: bigint): Client {
  const one = client({
    key,
    owner: { pid, comm, ...owner },
    engines: Object.fromEntries(
      Object.entries(busy).map(([name, seconds]) => {
        const use = engineUse(null, { busyNs: BigInt(Math.round(seconds * 1e9)) });
        return [name, use];
      }),
    ),
    memory: vram === undefined ? {} : { vram },
  });
  return { ...one, reading: { ...one.reading, atNs } };
}

const INK = { tint: (_: string, text: string): string => text };
const text = (report: UsageReport, width = 120): string[] => usageLines(report, width, INK).map((draw) => draw().trimEnd());

const schema = JSON.parse(readFileSync(new URL('../../docs/schema/gpu-top-over-1.json', import.meta.url), 'utf8')) as object;
/** Fields may be added for readers; here one that the schema does not tell of is an error. */
const isStrict = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key !== 'properties' && typeof value === 'object' && value !== null && 'properties' in value && 'required' in value
        ? { ...value, additionalProperties: false }
        : value,
    ),
  ) as object,
);
const expectSchema = (json: unknown): void => {
  isStrict(json);
  expect(isStrict.errors ?? []).toEqual([]);
};

describe('a minute', () => {
  const log = new UsageLog();
  for (let second = 0; second <= 60; second++) {
    log.add(
      at(
        second,
        [
          { key: 'game', pid: 42, busy: { gfx: second * 0.38 }, vram: 6 * GIB },
          { key: 'train.py', pid: 61, busy: { gfx: 5 + second * 0.1 }, vram: GIB + second * 17 * MIB },
          ...(second <= 20
            ? [{ key: 'a', comm: 'ffmpeg', pid: 7233, busy: { dec: 3 + second * 0.5 }, vram: 271 * MIB }]
            : [{ key: 'b', comm: 'ffmpeg', pid: 7256, busy: { dec: (second - 20) * 0.4 }, vram: 200 * MIB }]),
        ],
        9.4 + second / 60,
      ),
    );
  }
  const report = usageReport(log, 60);
  const [only] = report.devices;

  test('tells the mean of each engine and who had which share of it', () => {
    expect(report.coveredNs).toBe(60e9);
    const gfx = only?.engines.find(({ name }) => name === 'gfx');
    expect(gfx?.ratio).toBeCloseTo(0.48);
    expect(gfx?.shares.map(({ who, ratio }) => [who?.comm, Math.round(ratio * 1000) / 1000])).toEqual([
      ['game', 0.38],
      ['train.py', 0.1],
    ]);
    // What was counted before anybody looked is left out, and what a new client brings is not.
    expect(only?.engines.find(({ name }) => name === 'dec')?.busyNs).toBeCloseTo(10e9 + 16e9, -3);
  });

  test('tells as many as are wanted, and of how many more it does not', () => {
    const [most] = usageReport(log, 60, { most: 1 }).devices;
    const gfx = most?.engines.find(({ name }) => name === 'gfx');
    expect([gfx?.shares.map(({ who }) => who?.comm), gfx?.moreShares, gfx?.ratio]).toEqual([['game'], 1, expect.closeTo(0.48)]);
    expect(most?.memory?.holdings.map(({ who }) => who.comm)).toEqual(['game']);
  });

  test('tells it part by part: what each did, and whose the memory was', () => {
    const dec = only?.engines.find(({ name }) => name === 'dec');
    const rounded = (trace?: Float64Array): number[] => Array.from(trace ?? [], (value) => Math.round(value * 100) / 100);
    // The second of them is new at 21 s, having worked since 20 s.
    expect(rounded(dec?.trace).slice(1, 20)).toEqual(Array(19).fill(0.5));
    expect(rounded(dec?.trace).slice(22)).toEqual(Array(39).fill(0.4));
    expect(dec?.shares[0]?.trace).toEqual(dec?.trace);
    const { holdings = [] } = only?.memory ?? {};
    expect(holdings.map(({ who }) => who.comm)).toEqual(['game', 'train.py', 'ffmpeg']);
    expect(rounded(holdings[0]?.trace.map((bytes) => bytes / GIB))).toEqual([NaN, ...Array<number>(60).fill(6)]);
  });

  test('a ratio of the time before anybody looked counts for nothing', () => {
    const own = new UsageLog();
    const use = (atNs: bigint): EngineUse => ({
      ...engineUse(0.5, { busyNs: null, cycles: 5n, totalCycles: 10n }),
      basis: 'cycles',
      atNs,
      before: { counters: engineCounters({ busyNs: null, cycles: 1n }), atNs: atNs - SECOND_NS },
    });
    for (const second of [5n, 6n, 7n]) {
      const atNs = second * SECOND_NS;
      const one = client({ engines: { rcs: use(atNs) } });
      own.add(snapshot({ atNs, devices: [device()], clients: [one] }));
    }
    expect(usageReport(own, 60).devices[0]?.engines[0]?.busyNs).toBe(1e9);
  });

  test('tells processes of one name together, and whether they were there at one time', () => {
    const [share] = only?.engines.find(({ name }) => name === 'dec')?.shares ?? [];
    expect(share).toMatchObject({ processes: 2, atOnce: 1 });
  });

  test('tells processes without a name, which a tree may have, apart', () => {
    const nameless = new UsageLog();
    for (const second of [0, 1, 2])
      nameless.add(
        at(
          second,
          [7, 8].map((pid) => ({ key: `${pid}`, pid, owner: { comm: null }, busy: { gfx: (second * pid) / 100 } })),
        ),
      );
    const { shares } = usageReport(nameless, 60).devices[0]?.engines.find(({ name }) => name === 'gfx') ?? { shares: [] };
    expect(shares.map(({ who, processes }) => [who?.pid, processes])).toEqual([
      [8, 1],
      [7, 1],
    ]);
  });

  test('tells whose memory grew', () => {
    expect(only?.memory).toMatchObject({ toBytes: 10.4 * GIB });
    expect(only?.memory?.changes.map(({ who, fromBytes, toBytes }) => [who.pid, toBytes - fromBytes])).toEqual([
      [61, 59 * 17 * MIB],
      [7256, 200 * MIB],
      [7233, -271 * MIB],
    ]);
  });

  test('tells who began and ended, and then who was there all the time', () => {
    const time = (ms: number | null): number | null => (ms === null ? null : (ms - WALL_MS) / 1000);
    expect(report.lives.map(({ who, beganMs, endedMs }) => [who.pid, time(beganMs), time(endedMs)])).toEqual([
      [7256, 21, null],
      [7233, null, 21],
      [42, null, null],
      [61, null, null],
    ]);
    expect(report.lives[1]).toMatchObject({ peakBytes: 271 * MIB });
    expect([...(report.lives[0]?.trace ?? [])].filter((value) => !Number.isNaN(value)).length).toBe(40);
  });

  test('as text', () => {
    expect(text(report)).toEqual([
      'card1 amdgpu',
      '  3D       48.0 %  game ███████▋ 38.0 %  train.py ██ 10.0 %',
      '  DEC      43.3 %  ffmpeg ████████▋ 43.3 % (2 processes, one after the other)',
      '  VRAM    9.42 → 10.4 / 16.0 GiB  train.py ▅▆▆▇▇███ +0.98 GiB  ffmpeg   ██████ +200 MiB  ffmpeg ███      −271 MiB',
      '',
      'Processes              -1 min ──────────────────── -30 s ─────────────────────── now',
      `ffmpeg 7256                                 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄  began ${clock(WALL_MS + 21_000)}, 16 s of DEC`,
      `ffmpeg 7233             ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▁                                         ended ${clock(WALL_MS + 21_000)}, 10 s of DEC`,
      'game 42                 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄  23 s of 3D, peak 6.00 GiB',
      'train.py 61             ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  6.0 s of 3D, peak 2.00 GiB',
    ]);
    expect(spanWords(report)).toBe(`until ${clock(WALL_MS + 60_000)}`);
  });

  test('says of how many engines a time is, which may be more than the clock went on', () => {
    const four = new UsageLog();
    for (let second = 0; second <= 7; second++) {
      const atNs = BigInt(second) * SECOND_NS;
      const compute = engineUse(null, { busyNs: atNs * 3n, capacity: 4 });
      const one = client({
        key: 'a',
        owner: { pid: 61, comm: 'train.py' },
        engines: { compute, dec: engineUse(null, { busyNs: atNs / 4n }) },
      });
      four.add(
        snapshot({
          atNs,
          devices: [device({ engines: { compute: 0 } })],
          clients: [{ ...one, reading: { ...one.reading, atNs } }],
        }),
      );
    }
    const told = usageReport(four, 60);
    expect(told.lives[0]?.engines.map(({ name, capacity, busyNs }) => [name, capacity, busyNs])).toEqual([
      ['compute', 4, 21e9],
      ['dec', 1, 1.75e9],
    ]);
    expect(text(told).at(-1)).toMatch(/^train\.py 61 .* 21 s of COMP ×4$/);
  });

  test('names engines whole where there is room', () => {
    const intel = new UsageLog();
    for (let second = 0; second <= 2; second++) {
      const atNs = BigInt(second) * SECOND_NS;
      const one = client({ key: 'a', driver: 'i915', engines: { 'video-enhance': engineUse(null, { busyNs: atNs / 2n }) } });
      const engines = { video: 0, 'video-enhance': 0.5 };
      const devices = [device({ driver: 'i915', engines })];
      intel.add(snapshot({ atNs, devices, clients: [{ ...one, reading: { ...one.reading, atNs } }] }));
    }
    const line = (width: number): string | undefined => text(usageReport(intel, 60), width)[1];
    const word = line(120)?.trim().split(' ')[0];
    expect(line(120)).toMatch(/^ {2}\S+ +50\.0 %/);
    expect(word).not.toContain('…');
    expect(line(80)?.indexOf('50.0')).toBe(11);
  });

  test.each([1, 5, 20, 40, 80, 120, 400])('every line is %i cells wide', (width) => {
    for (const draw of usageLines(report, width, INK)) expect(cellWidth(draw())).toBe(width);
  });

  test('as JSON', () => {
    const json = JSON.parse(JSON.stringify(usageReportJson(report, at(60, [])))) as Record<string, unknown>;
    expectSchema(json);
    expect(json).toMatchObject({
      schema: 'gpu-top-over/1',
      span_ns: 60e9,
      t_wall_from: '2026-11-26T18:40:00.000Z',
      t_wall: '2026-11-26T18:41:00.000Z',
      devices: [
        {
          id: '0000:03:00.0',
          engines: { gfx: { class: '3d', busy_ns: '28800000000', users: [{ comm: 'game' }, { comm: 'train.py' }] } },
          memory: { regions: ['vram'], used_bytes: 10.4 * GIB, total_bytes: 16 * GIB },
        },
      ],
      processes: [{ pid: 7256 }, { pid: 7233, t_wall_began: null, t_wall_ended: '2026-11-26T18:40:21.000Z' }, {}, {}],
    });
  });
});

test('any ticks: a device used what its counters say, at each span that holds them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 8000 }), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 40,
      }),
      (ticks) => {
        const log = new UsageLog();
        let [second, busy] = [0, 7];
        log.add(at(0, [{ key: 'a', busy: { gfx: busy } }]));
        for (const [ms, ratio] of ticks) {
          second += ms / 1000;
          busy += (ms / 1000) * ratio;
          log.add(at(second, [{ key: 'a', busy: { gfx: busy } }]));
        }
        const hour = usageReport(log, 3600).devices[0]?.engines[0]?.busyNs ?? 0;
        expect(Math.abs(hour - (busy - 7) * 1e9)).toBeLessThan(100);
        const minute = usageReport(log, 60).devices[0]?.engines[0];
        if (minute !== undefined) expect(minute.ratio).toBeLessThan(1 + 1e-6);
      },
    ),
  );
});

test('what is older than the span is forgotten', () => {
  const log = new UsageLog();
  for (let second = 0; second <= 200; second++) log.add(at(second, [{ key: 'a', busy: { gfx: Math.min(second, 100) } }]));
  expect(usageReport(log, 60).devices[0]?.engines).toEqual([]);
  expect(usageReport(log, 60).lives).toEqual([]);
  expect(text(usageReport(log, 60)).join('\n')).toContain('no engine was seen to work');
  expect(usageReport(log, 600).devices[0]?.engines[0]?.busyNs).toBeCloseTo(100e9, -2);
});

test('a pause is no gap: counters tell what happened in it, spread over it', () => {
  const log = new UsageLog();
  log.add(at(0, [{ key: 'a', busy: { gfx: 0 } }]));
  log.add(at(120, [{ key: 'a', busy: { gfx: 60 } }]));
  expect(usageReport(log, 60).devices[0]?.engines[0]?.ratio).toBeCloseTo(0.5);
  expect(usageReport(log, 600).devices[0]?.engines[0]?.busyNs).toBeCloseTo(60e9, -2);
});

test('a recording that is wound back begins anew', () => {
  const log = new UsageLog();
  log.add(at(0, [{ key: 'a', busy: { gfx: 0 } }]));
  log.add(at(50, [{ key: 'a', busy: { gfx: 40 } }]));
  log.add(at(20, [{ key: 'a', busy: { gfx: 16 } }]));
  log.add(at(30, [{ key: 'a', busy: { gfx: 17 } }]));
  expect(usageReport(log, 60)).toMatchObject({ coveredNs: 10e9, devices: [{ engines: [{ busyNs: 1e9 }] }] });
});

test('one that was out of sight for a moment has not ended', () => {
  const log = new UsageLog();
  for (const second of [0, 1, 2, 4, 5]) log.add(at(second, [{ key: 'a', busy: { gfx: second / 2 } }]));
  log.add(at(6, []));
  log.add(at(7, [{ key: 'a', busy: { gfx: 3.5 } }]));
  expect(usageReport(log, 60).lives).toMatchObject([{ endedMs: null }]);
  expect(usageReport(log, 60).devices[0]?.engines[0]?.busyNs).toBeCloseTo(3.5e9, -2);
});

test('more clients than are told apart count together, and nothing they do is lost', () => {
  const log = new UsageLog({ mostClients: 10 });
  let total = 0;
  // One second each, one after the other, beside eight that stay.
  const stay = (second: number): Did[] => Array.from({ length: 8 }, (_, i) => ({ key: `s${i}`, busy: { gfx: second / 100 } }));
  for (let second = 0; second < 55; second++) {
    const own: Did[] = second === 0 ? [] : [{ key: `j${second}`, comm: 'job', pid: second, busy: { gfx: 0.2 } }];
    total += own.length * 0.2;
    log.add(at(second, [...stay(second), ...own]));
  }
  const [gfx] = usageReport(log, 60).devices[0]?.engines ?? [];
  expect(gfx?.busyNs).toBeCloseTo((total + 8 * 0.54) * 1e9, -3);
  expect([...log.entries].length).toBe(10);
  expect(gfx?.shares.at(-1)).toMatchObject({ who: null });
  expect(text(usageReport(log, 60), 200).join('\n')).toMatch(/others .* 19\.3 %/);
});

test('live clients beyond the limit are counted with their device', () => {
  const log = new UsageLog({ mostClients: 3 });
  const before = (second: number) => ({ counters: { busyNs: BigInt(second * 1e8) }, atNs: BigInt(second * 1e9) });
  for (let second = 0; second <= 10; second++) {
    const tick = at(
      second,
      Array.from({ length: 5 }, (_, i) => ({ key: `c${i}`, busy: { gfx: second / 10 } })),
    );
    const clients = tick.clients.map((each): Client => {
      const [[name, use] = ['', engineUse(0)]] = each.engines;
      const was =
        second === 0 ? null : { atNs: before(second - 1).atNs, counters: { ...use.counters, ...before(second - 1).counters } };
      return { ...each, engines: ByName.of([[name, { ...use, before: was }]]) };
    });
    log.add({ ...tick, clients });
  }
  expect(usageReport(log, 60).devices[0]?.engines[0]?.busyNs).toBeCloseTo(5e9, -2);
});

test('what is not known is not told as nothing', () => {
  const log = new UsageLog();
  for (let second = 0; second <= 5; second++) log.add(at(second, [], null));
  const [line] = text(usageReport(log, 60)).filter((each) => each.includes('VRAM'));
  expect(line).toMatch(/VRAM +– \/ 16\.0 GiB/);
});

test('names of other processes reach no terminal as they are', () => {
  const log = new UsageLog();
  const evil = { comm: '\x1b[31mred\n', unit: '\x1b]0;x\x07' };
  for (let second = 0; second <= 5; second++)
    log.add(at(second, [{ key: 'a', owner: evil, busy: { ['\x1b[5mgfx']: second / 2 } }]));

  expect(text(usageReport(log, 60)).join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
});

test('a column takes in what another one counted, and one that is given out again begins at nothing', () => {
  const totals = new Totals([60]);
  const [parts] = totals.parts;
  const [a, b] = [totals.addEngine(), totals.addEngine()];
  totals.begin();
  totals.count(a, 40);
  totals.goOn(0, 40_000);
  totals.begin();
  totals.count(b, 20);
  totals.goOn(40_000, 60_000);
  totals.join(a, b);
  expect([parts?.busyNs(totals, a, 80_000), parts?.busyNs(totals, a, 90_000)]).toEqual([60 - 19, 60 - 29]);
  const trace = new Float64Array(ROWS);
  parts?.addBusy(totals, a, 60_000, trace);
  expect([...trace.slice(1)]).toEqual(new Array<number>(60).fill(1));

  totals.drop([b], totals.addMemory());
  expect(totals.addEngine()).toBe(b);
  expect(parts?.busyNs(totals, b, 60_000)).toBe(0);
});

test('columns that come when there is no more room move nothing of those before', () => {
  const totals = new Totals([60]);
  const engines = Array.from({ length: 300 }, (_, nth) => {
    const column = totals.addEngine();
    totals.count(column, nth);
    const memory = totals.addMemory();
    totals.bytes[memory] = nth;
    return column;
  });
  const inOrder = Array.from({ length: 300 }, (_, nth) => nth);
  expect(engines.map((column) => totals.busyNs[column])).toEqual(inOrder);
  expect([...totals.bytes.subarray(0, 300)]).toEqual(inOrder);
  const next = totals.addMemory();
  expect(totals.bytes[next]).toBeNaN();
});

test.each([
  [60e9, '1 min'],
  [3600e9, '1 h'],
  [30e9, '30 s'],
  [90e9, '1 min 30 s'],
])('%i ns is called %s', (ns, name) => {
  expect(spanOf(ns)).toBe(name);
});

test('what was done is told by the word of the engines, and of how many of those that worked', () => {
  const on = (name: string, busyNs: number, capacity = 1, device = 'a') => ({ device, driver: 'xe', name, capacity, busyNs });
  expect(workedWords([on('vcs', 3e9, 2), on('vecs', 1e9, 2), on('rcs', 3.5e9)])).toBe('4.0 s of VIDEO ×4');
  expect(workedWords([on('vcs', 3e9, 2), on('vecs', 0, 2)])).toBe('3.0 s of VIDEO ×2');
  expect(workedWords([on('rcs', 3e9), on('rcs', 1e9, 1, 'b')])).toBe('4.0 s of 3D ×2');
  expect(workedWords([on('rcs', 3e9)])).toBe('3.0 s of 3D');
  expect(workedWords([on('rcs', 5e5)])).toBe('');
});
