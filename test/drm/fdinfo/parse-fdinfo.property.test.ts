import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineOf, finished, newDraft, regionOf, type Draft } from '../../../src/drm/fdinfo/fdinfo-draft.js';
import type { EngineCounters, Fdinfo, RegionBytes } from '../../../src/drm/fdinfo/fdinfo.js';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { fdinfoFixtures } from '../../support/fdinfo-fixtures.js';

/** What must hold of any outcome, whatever the text was. */
function expectSane(fdinfo: Fdinfo, text: string): void {
  for (const [name, engine] of fdinfo.engines) {
    expect(name).not.toBe('');
    for (const counter of [engine.busyNs, engine.cycles, engine.totalCycles])
      expect(counter === null || counter >= 0n).toBe(true);
    expect(Number.isSafeInteger(engine.capacity) && engine.capacity >= 1).toBe(true);
    for (const hertz of [engine.maxFrequencyHz, engine.currentFrequencyHz]) {
      expect(hertz === null || (Number.isSafeInteger(hertz) && hertz >= 0)).toBe(true);
    }
    expect(engine.kernelRatio === null || (Number.isFinite(engine.kernelRatio) && engine.kernelRatio >= 0)).toBe(true);
  }
  for (const [name, region] of fdinfo.memory) {
    expect(name).not.toBe('');
    for (const bytes of Object.values<number | null>(region))
      expect(bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true);
  }
  expect(fdinfo.clientId === null || /^(pasid:)?[0-9]+$/.test(fdinfo.clientId)).toBe(true);
  for (const { line, reason } of fdinfo.badLines) {
    expect(line).not.toContain('\n');
    expect(reason).not.toBe('');
  }
  expect(fdinfo.badLines.length).toBeLessThanOrEqual(text.split('\n').length);
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    ...['\n', '\r\n', ':', '\t', ' ', '-', '%', '0', '\0', '99999999999999999999'],
    ...['drm-', 'drm-engine-', 'drm-total-', ' KiB', ' ns'],
  ),
);

const edit = fc.record({
  at: fc.nat(1500),
  length: fc.nat(40),
  put: fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('')),
});

/** Recorded texts with parts replaced, doubled and cut. */
const mutated = fc
  .tuple(fc.constantFrom(...fdinfoFixtures()), fc.array(edit, { minLength: 1, maxLength: 6 }))
  .map(([{ text }, edits]) => {
    return edits.reduce((now, { at, length, put }) => now.slice(0, at) + put + now.slice(at + length), text);
  });

describe('no text makes the parser throw or give an impossible value', () => {
  const random = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  test.each([
    ['random text', random],
    ['recorded texts with parts replaced, doubled and cut', mutated],
  ])('%s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expectSane(parseFdinfo(text), text);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a line is read the same with a blank before it', () => {
  const unexpected = (text: string): string =>
    text
      .split('\n')
      .map((line) => (line === '' ? '' : ` ${line}`))
      .join('\n');
  fc.assert(
    fc.property(mutated, (text) => {
      expect(parseFdinfo(unexpected(text))).toEqual(parseFdinfo(text));
    }),
    { numRuns: 2000 },
  );
});

const u64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 1_000_000n));
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,11}$/).filter((text) => !/^(capacity|cycles)-/.test(text));
const bytes = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(4096).map((kib) => kib * 1024),
  fc.nat(64).map((gib) => gib * 2 ** 30),
  fc.constant(0),
);
const engine: fc.Arbitrary<EngineCounters> = fc.record({
  busyNs: fc.option(u64),
  cycles: fc.option(u64),
  totalCycles: fc.option(u64),
  capacity: fc.integer({ min: 1, max: 99 }),
  maxFrequencyHz: fc.option(fc.maxSafeNat()),
  currentFrequencyHz: fc.option(fc.maxSafeNat()),
  kernelRatio: fc.constant(null),
});
const region: fc.Arbitrary<RegionBytes> = fc.record({
  totalBytes: fc.option(bytes),
  sharedBytes: fc.option(bytes),
  residentBytes: fc.option(bytes),
  purgeableBytes: fc.option(bytes),
  activeBytes: fc.option(bytes),
  memoryBytes: fc.option(bytes),
});
const client = fc.record({
  driver: fc.stringMatching(/^[a-z][a-z0-9_-]{0,15}$/),
  pdev: fc.option(fc.stringMatching(/^[0-9a-f]{4,6}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/)),
  clientId: u64.map(String),
  clientName: fc.option(fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/, { maxLength: 20 })),
  inode: fc.option(fc.maxSafeNat()),
  mountId: fc.option(fc.nat()),
  engines: fc.uniqueArray(fc.tuple(name, engine), { selector: ([key]) => key, maxLength: 5 }),
  regions: fc.uniqueArray(fc.tuple(name, region), { selector: ([key]) => key, maxLength: 4 }),
});
type AnyClient = typeof client extends fc.Arbitrary<infer T> ? T : never;

/** The largest unit that divides the size, as the kernel prints it, or a smaller one: `pick` says which. */
function size(value: number, pick: number): string {
  const forms = [
    [1, ''],
    [1, ' B'],
    [1024, ' KiB'],
    [1024, 'kB'],
    [2 ** 20, '\tMiB'],
    [2 ** 30, ' GiB'],
  ] as const;
  const fitting = forms.filter(([factor]) => value % factor === 0);
  const [factor, unit] = fitting[pick % fitting.length] ?? forms[0];
  return `${value / factor}${unit}`;
}

function lines(of: AnyClient, pick: number): [string, string][] {
  const pairs: [string, string | number | bigint | null][] = [
    ['drm-driver', of.driver],
    ['drm-pdev', of.pdev],
    ['drm-client-id', of.clientId],
    ['drm-client-name', of.clientName],
    ['ino', of.inode],
    ['mnt_id', of.mountId],
  ];
  for (const [key, { busyNs, cycles, totalCycles, capacity, maxFrequencyHz, currentFrequencyHz }] of of.engines) {
    pairs.push(
      [`drm-engine-${key}`, busyNs === null ? null : `${busyNs} ns`],
      [`drm-cycles-${key}`, cycles],
      [`drm-total-cycles-${key}`, totalCycles],
      [`drm-engine-capacity-${key}`, capacity],
      [`drm-maxfreq-${key}`, maxFrequencyHz === null ? null : `${maxFrequencyHz} Hz`],
      [`drm-curfreq-${key}`, currentFrequencyHz],
    );
  }
  for (const [key, kinds] of of.regions) {
    for (const [kind, value] of Object.entries<number | null>(kinds)) {
      pairs.push([`drm-${kind.slice(0, -'Bytes'.length)}-${key}`, value === null ? null : size(value, pick)]);
    }
  }
  return pairs.flatMap(([key, value]): [string, string][] => (value === null ? [] : [[key, String(value)]]));
}

function expected(of: AnyClient): Draft {
  const { driver, pdev, clientId, clientName, inode, mountId } = of;
  const draft = Object.assign(newDraft(), { driver, pdev, clientId, clientName, inode, mountId });
  for (const [key, counters] of of.engines) Object.assign(engineOf(draft, key), counters);
  for (const [key, kinds] of of.regions) {
    if (Object.values<number | null>(kinds).some((value) => value !== null)) Object.assign(regionOf(draft, key), kinds);
  }
  return draft;
}

/** Maps, which are equal in whatever order their entries came. */
function inAnyOrder({ engines, memory, unknown, ...rest }: Fdinfo): unknown {
  return { ...rest, engines: new Map(engines), memory: new Map(memory), unknown: new Map(unknown) };
}

test('what a driver prints is read back the same, in any order, with any blanks and units', () => {
  const blank = fc.constantFrom('', ' ', '\t', ' \t', '        ');
  const printed = client.chain((of) =>
    fc.record({
      of: fc.constant(of),
      pick: fc.nat(5),
      order: fc.array(fc.nat(), { minLength: 70, maxLength: 70 }),
      blanks: fc.tuple(blank, blank, blank),
      end: fc.constantFrom('\n', '\r\n'),
    }),
  );
  fc.assert(
    fc.property(printed, ({ of, pick, order, blanks: [before, between, after], end }) => {
      const shuffled = lines(of, pick)
        .map((pair, at) => ({ pair, rank: order[at] ?? 0 }))
        .sort((a, b) => a.rank - b.rank);
      const text = shuffled.map(({ pair: [key, value] }) => `${before}${key}${before}:${between}${value}${after}${end}`).join('');
      expect(inAnyOrder(parseFdinfo(text))).toEqual(inAnyOrder(finished(expected(of))));
    }),
    { numRuns: 500 },
  );
});
