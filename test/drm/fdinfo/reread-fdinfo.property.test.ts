import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { rereadFdinfo, type ReadText } from '../../../src/drm/fdinfo/reread-fdinfo.js';
import { fdinfoFixtures, fdinfoText } from '../../support/fdinfo-fixtures.js';

type Edit = (text: string) => string;

/** Puts other digits in place of some. */
const digits: fc.Arbitrary<Edit> = fc
  .tuple(fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }), fc.nat(40), fc.boolean())
  .map(([values, every, isAll]) => {
    return (text: string) => {
      let seen = 0;
      return text.replaceAll(/(?<=:[ \t]*[0-9]*)[0-9]/g, (digit) => {
        const at = seen++;
        return isAll || at % 41 === every ? String(values[at % values.length]) : digit;
      });
    };
  });

/** What one line can become: of another length, of another unit, no number, twice there, gone, in another place, cut. */
const LINE_EDITS: readonly ((line: string) => string[])[] = [
  (line) => [line.replace(/([0-9])([^0-9]*)$/, '$1$1$2')],
  (line) => [line.replace(/[0-9]([^0-9]*)$/, '$1')],
  (line) => [line.replace(/(:\s*)[0-9]+/, '$199999999999999999999')],
  (line) => [line.replace(/(:\s*)[0-9]+/, '$10000000000000000000000001')],
  (line) => [line.replace(/[0-9](?=[^0-9]*$)/, 'x')],
  (line) => [line.replace(/[0-9](?=[^0-9]*$)/, ' ')],
  (line) => [line.replace(/[0-9](?=[^0-9]*$)/, '\r')],
  (line) => [line.replace(/[0-9](?=[^0-9]*$)/, '\n')],
  (line) => [line.replace(/[0-9](?=[^0-9]*$)/, ':')],
  (line) => [line.replace(/(:\s*)[0-9]/, '$1-')],
  (line) => [line.replace('KiB', 'MiB')],
  (line) => [line.replace('MiB', 'KiB')],
  (line) => [line.replace(' ns', ' us')],
  (line) => [line.replace('Hz', 'hz')],
  (line) => [line.replace('-', '_')],
  (line) => [line, line],
  () => [],
  (line) => [`${line}\r`],
  (line) => [` ${line}`],
  (line) => [line, 'drm-engine-new:\t17 ns'],
  (line) => [line, 'drm-resident-new:\t17 KiB'],
  (line) => [line, 'new-key:\t17'],
  (line) => [line, 'drm-client-id:\t99'],
  (line) => [line, 'nothing'],
];

const lineEdit: fc.Arbitrary<Edit> = fc.tuple(fc.nat(60), fc.constantFrom(...LINE_EDITS)).map(([at, change]) => {
  return (text: string) => {
    const lines = text.split('\n');
    const place = at % lines.length;
    return [...lines.slice(0, place), ...change(lines[place] ?? ''), ...lines.slice(place + 1)].join('\n');
  };
});

const cut: fc.Arbitrary<Edit> = fc.nat(2000).map((length) => (text: string) => text.slice(0, length));
const garbage: fc.Arbitrary<Edit> = fc.tuple(fc.nat(1500), fc.string({ unit: 'binary', maxLength: 6 })).map(
  ([at, put]) =>
    (text: string) =>
      text.slice(0, at) + put + text.slice(at + put.length),
);
const same: fc.Arbitrary<Edit> = fc.constant((text: string) => text);
const edit = fc.oneof(
  { weight: 6, arbitrary: digits },
  { weight: 3, arbitrary: lineEdit },
  { weight: 1, arbitrary: same },
  { weight: 1, arbitrary: cut },
  { weight: 1, arbitrary: garbage },
);

/** What one fd says from tick to tick: mostly a change of the text before, at times a change of the first one or of another fd's. */
const texts = fc
  .tuple(
    fc.constantFrom(...fdinfoFixtures()),
    fc.array(fc.tuple(edit, fc.constantFrom('last', 'last', 'last', 'first', 'other' as const)), { minLength: 2, maxLength: 14 }),
    fc.constantFrom(...fdinfoFixtures()),
  )
  .map(([{ text }, edits, other]) => {
    const said = [text];
    for (const [change, from] of edits) {
      const start = from === 'first' ? text : from === 'other' ? other.text : (said.at(-1) ?? '');
      said.push(change(start));
    }
    return said;
  });

function readAll(said: readonly string[]): ReadText[] {
  let last: ReadText | undefined;
  return said.map((text) => (last = rereadFdinfo(last, text)));
}

/** With the order of engines and regions, which `toEqual` leaves out. */
function inOrder(text: ReturnType<typeof parseFdinfo>): unknown[] {
  return [text, [...text.engines], [...text.memory], [...text.unknown]];
}

test('a text read after others says what it says alone', () => {
  fc.assert(
    fc.property(texts, (said) => {
      const read = readAll(said);
      const before = read.map((each) => inOrder(each.fdinfo));
      said.forEach((text, at) => {
        expect(inOrder(read[at]?.fdinfo ?? parseFdinfo(''))).toEqual(inOrder(parseFdinfo(text)));
        expect(read[at]?.text).toBe(text);
      });
      // What was handed out is not written into later.
      expect(before).toEqual(said.map((text) => inOrder(parseFdinfo(text))));
    }),
    { numRuns: 3000 },
  );
});

test('so it does where digits alone change, for ten texts in a row', () => {
  const steady = fc
    .tuple(fc.constantFrom(...fdinfoFixtures()), fc.array(digits, { minLength: 10, maxLength: 10 }))
    .map(([{ text }, edits]) => edits.map((change) => change(text)));
  fc.assert(
    fc.property(steady, (said) => {
      const read = readAll(said);
      said.forEach((text, at) => expect(inOrder(read[at]?.fdinfo ?? parseFdinfo(''))).toEqual(inOrder(parseFdinfo(text))));
    }),
    { numRuns: 1000 },
  );
});

describe('where digits of the same figures change again', () => {
  const amdgpu = (gfxNs: number, vramKib: number): string =>
    fdinfoText('amdgpu/7.2-every-region')
      .replace(/(drm-engine-gfx:\t)\d+/, `$1${gfxNs}`)
      .replaceAll(/(drm-(?:total|resident|memory)-vram:\t)\d+/g, `$1${vramKib}`);

  it('all that stayed is handed on', () => {
    const [, , before, now] = readAll([amdgpu(1000, 5000), amdgpu(1001, 5001), amdgpu(1002, 5001), amdgpu(1003, 5001)]);
    expect(now?.figures).toBe(before?.figures);
    expect(now?.fdinfo.memory).toBe(before?.fdinfo.memory);
    expect(now?.fdinfo.unknown).toBe(before?.fdinfo.unknown);
    expect(now?.fdinfo.engines.get('gfx')).toMatchObject({ busyNs: 1003n });
    for (const [name, counters] of now?.fdinfo.engines ?? [])
      if (name !== 'gfx') expect(counters).toBe(before?.fdinfo.engines.get(name));
  });

  it('and all of it where the text is the same again', () => {
    const read = readAll([amdgpu(1000, 5000), amdgpu(1001, 5001), amdgpu(1001, 5001), amdgpu(1001, 5001)]);
    expect(read[3]).toBe(read[1]);
  });

  it('they are known after the text has become longer, too', () => {
    const read = readAll([amdgpu(9998, 5000), amdgpu(9999, 5001), amdgpu(10000, 5001), amdgpu(10001, 5002)]);
    expect(read.map((each) => each.figures?.places.length ?? 0)).toEqual([0, 4, 4, 4]);
    expect(read[3]?.figures).toBe(read[2]?.figures);
  });

  it('a unit that changes for once is no other text, unless something beside the figures changed, too', () => {
    const inMib = (text: string, gttKib: number): string =>
      text.replaceAll(/(drm-(?:total|resident)-vram:\t)\d+ KiB/g, '$147 MiB').replace(/(drm-total-gtt:\t)\d+/, `$1${gttKib}`);
    const said = [
      ...[amdgpu(1000, 5000), amdgpu(1001, 5001), inMib(amdgpu(1002, 5002), 88), inMib(amdgpu(1003, 5003), 88)],
      ...[amdgpu(1004, 5004), inMib(amdgpu(1005, 5005), 88), inMib(amdgpu(1006, 5006), 99), amdgpu(1007, 5007)],
    ];
    const read = readAll(said);
    said.forEach((text, at) => expect(inOrder(read[at]?.fdinfo ?? parseFdinfo(''))).toEqual(inOrder(parseFdinfo(text))));
  });

  it('nothing is kept of a text with more lines than drivers print, which costs many times what the text does', () => {
    const long = (ns: number): string => amdgpu(ns, 5000) + 'a:1\n'.repeat(1000);
    const read = readAll([long(1000), long(1001), long(1002)]);
    expect(read.map((each) => each.figures)).toEqual([null, null, null]);
    expect(read[2]?.fdinfo.engines.get('gfx')).toMatchObject({ busyNs: 1002n });
  });
});
