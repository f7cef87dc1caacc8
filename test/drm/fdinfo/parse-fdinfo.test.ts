import { describe, expect, test } from 'vitest';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { fdinfoFixtures, fdinfoText } from '../../support/fdinfo-fixtures.js';

const fixtures = fdinfoFixtures();

describe('every recorded and made-up text is read as its .json says', () => {
  test.each(fixtures)('$name', ({ text, expected }) => {
    const { badLines, ...rest } = parseFdinfo(text);
    const { badLines: expectedBad, ...expectedRest } = expected;
    expect(rest).toEqual(expectedRest);
    expect(badLines.map((bad) => bad.line).sort()).toEqual(expectedBad.map((bad) => bad.line).sort());
    expect(badLines.every((bad) => bad.reason !== '')).toBe(true);
  });
});

test('tabs and runs of spaces say the same', () => {
  for (const { text } of fixtures) {
    const spaced = text.replaceAll('\t', '        ');
    if (!text.includes('\t')) continue;
    expect({ ...parseFdinfo(spaced), badLines: [] }).toEqual({ ...parseFdinfo(text), badLines: [] });
  }
});

test('the first identity wins where amdgpu prints two', () => {
  const { clientId } = parseFdinfo(fdinfoText('amdgpu/6.6-identity-twice'));
  expect(clientId).toBe('428');
});

test('the first of two values wins for every part of the identity', () => {
  const keys = ['drm-driver', 'drm-pdev', 'drm-client-id', 'drm-client-name', 'ino', 'mnt_id'];
  const text = ['1', '2'].flatMap((value) => keys.map((key) => `${key}: ${value}\n`)).join('');
  const { driver, pdev, clientId, clientName, inode, mountId } = parseFdinfo(text);
  expect([driver, pdev, clientId, clientName, inode, mountId]).toEqual(['1', '1', '1', '1', 1, 1]);
});

test('a first identity line without a usable value leaves the place to the second', () => {
  const { driver, clientId } = parseFdinfo('drm-driver:\ndrm-client-id: x\ndrm-driver: v3d\ndrm-client-id: 4\n');
  expect([driver, clientId]).toEqual(['v3d', '4']);
});

test('an engine printed twice is the sum of its hardware blocks, also in cycles, on one clock', () => {
  const { engines } = parseFdinfo(
    'drm-engine-dec: 3 ns\ndrm-engine-dec: 4 ns\ndrm-cycles-dec: 5\ndrm-total-cycles-dec: 100\ndrm-cycles-dec: 6\ndrm-total-cycles-dec: 99\ndrm-total-cycles-dec: 102\n',
  );
  expect(engines.get('dec')).toMatchObject({ busyNs: 7n, cycles: 11n, totalCycles: 102n });
});

test('a region printed twice is not counted twice', () => {
  expect(parseFdinfo('drm-total-gtt: 4 KiB\ndrm-total-gtt: 8 KiB\n').memory.get('gtt')?.totalBytes).toBe(4096);
});

test.each([
  ['before its engine', 'drm-engine-capacity-vcs: 4\ndrm-engine-vcs: 9 ns\n', 4],
  ['behind its engine', 'drm-engine-vcs: 9 ns\ndrm-engine-capacity-vcs: 4\n', 4],
  ['absent', 'drm-engine-vcs: 9 ns\n', 1],
  ['zero', 'drm-engine-vcs: 9 ns\ndrm-engine-capacity-vcs: 0\n', 1],
  ['no number', 'drm-engine-vcs: 9 ns\ndrm-engine-capacity-vcs: four\n', 1],
  ['too large', 'drm-engine-vcs: 9 ns\ndrm-engine-capacity-vcs: 18446744073709551615\n', 1],
])('the capacity of an engine may be %s', (_where, text, capacity) => {
  expect(parseFdinfo(text).engines.get('vcs')).toMatchObject({ busyNs: 9n, capacity });
});

test.each([
  ['drm-total-x: 7', 7],
  ['drm-total-x: 7 B', 7],
  ['drm-total-x: 7 KiB', 7168],
  ['drm-total-x: 7 kB', 7168],
  ['drm-total-x: 7 KB', 7168],
  ['drm-total-x:\t 7 \t MiB \t', 7340032],
  ['drm-total-x:7MiB', 7340032],
  ['drm-total-x: 7 GiB', 7516192768],
  ['drm-total-x: 7 TiB', 7696581394432],
  ['drm-total-x: 9007199254740991', 9007199254740991],
  ['drm-total-x: 9007199254740992', null],
  ['drm-total-x: 8589934592 MiB', null],
  ['drm-total-x: 7 mib', null],
  ['drm-total-x: 7 KiB/s', null],
  ['drm-total-x: KiB', null],
  ['drm-total-x: 0x10', null],
  ['drm-total-x: +7', null],
  ['drm-total-x: 1e3', null],
  ['drm-total-x: ٣', null],
])('memory is read with its unit: %j', (line, bytes) => {
  const { memory, badLines } = parseFdinfo(`${line}\n`);
  expect(memory.get('x')?.totalBytes ?? null).toBe(bytes);
  expect(badLines).toHaveLength(bytes === null ? 1 : 0);
});

test.each([
  ['1200 MHz', 1_200_000_000],
  ['799999987 Hz', 799_999_987],
  ['900 KHz', 900_000],
  ['5', 5],
  ['2 GHz', 2_000_000_000],
  ['2 THz', null],
])('a frequency is read with its unit: %s', (value, hertz) => {
  expect(parseFdinfo(`drm-maxfreq-gpu: ${value}\n`).engines.get('gpu')?.maxFrequencyHz ?? null).toBe(hertz);
});

test.each([
  ['18446744073709551615', 18446744073709551615n],
  ['000000000000000000000000000000007', 7n],
  ['18446744073709551616', null],
  ['9'.repeat(60_000), null],
  ['', null],
])('counters are exact to the last of 64 bits and no further: %.30s', (digits, value) => {
  expect(parseFdinfo(`drm-cycles-rcs: ${digits}\n`).engines.get('rcs')?.cycles ?? null).toBe(value);
});

describe('a last line without a newline was cut short', () => {
  test.each([
    ['a client id', 'drm-client-id: 12'],
    ['a driver', 'drm-driver: amdgpu'],
    ['a client name that looks like a size', 'drm-client-name: 12 ns'],
    ['a bare counter', 'drm-cycles-rcs: 12'],
    ['a time before its unit', 'drm-engine-gfx: 12'],
    ['a time in its unit', 'drm-engine-gfx: 12 n'],
    ['a size in its unit', 'drm-total-vram: 12 K'],
    ['a key', 'drm-eng'],
  ])('%s may have lost its end and is not used', (_what, line) => {
    const { clientId, engines, memory, badLines, driver } = parseFdinfo(`ino: 5\n${line}`);
    expect([clientId, driver, engines.size, memory.size]).toEqual([null, null, 0, 0]);
    expect(badLines).toHaveLength(1);
  });

  test('a value with its whole unit is used', () => {
    const { engines, memory } = parseFdinfo('drm-total-vram: 12 KiB\ndrm-engine-gfx: 12 ns');
    expect([engines.get('gfx')?.busyNs, memory.get('vram')?.totalBytes]).toEqual([12n, 12288]);
  });

  test.each([
    ['4', 4],
    ['1', 1],
    ['', 1],
    ['x', 1],
  ])('a capacity is used as far as it goes: %j', (value, capacity) => {
    const { engines } = parseFdinfo(`drm-engine-vcs: 12 ns\ndrm-engine-capacity-vcs: ${value}`);
    expect(engines.get('vcs')?.capacity).toBe(capacity);
  });
});

test('no text changes what an object is', () => {
  parseFdinfo(fdinfoText('made-up/hostile-names'));
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).busyNs).toBeUndefined();
});

test('one bad line costs one line', () => {
  const text = fdinfoText('amdgpu/7.2-every-region');
  const lines = text.split('\n').slice(0, -1);
  for (let at = 0; at <= lines.length; at++) {
    const { badLines, ...rest } = parseFdinfo(
      [...lines.slice(0, at), 'drm-engine-gfx: garbage', ...lines.slice(at), ''].join('\n'),
    );
    expect({ ...rest, badLines: [] }).toEqual(parseFdinfo(text));
    expect(badLines).toEqual([{ line: 'drm-engine-gfx: garbage', reason: 'not a number' }]);
  }
});
