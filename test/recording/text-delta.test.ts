import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Damage } from '../../src/recording/shape.js';
import { diffText, patchText } from '../../src/recording/text-delta.js';

describe('the difference of two fdinfo texts', () => {
  it('is nothing when nothing changed', () => {
    expect(diffText('drm-engine-gfx:\t5 ns\n', 'drm-engine-gfx:\t5 ns\n')).toBeNull();
  });

  it.each([
    ['a counter that moved is its step', 'drm-engine-gfx:\t5 ns', 'drm-engine-gfx:\t12 ns', [1, 7]],
    ['a counter that went down is a negative step', 'drm-engine-gfx:\t12 ns', 'drm-engine-gfx:\t5 ns', [1, -7]],
    ['a u64 steps exactly', 'x:\t18446744073709551614', 'x:\t18446744073709551615', [1, 1]],
    ['a step beyond 2^53 is the whole line', 'x:\t0', 'x:\t18446744073709551615', [1, 'x:\t18446744073709551615']],
    ['a changed unit is the whole line', 'm:\t1023 KiB', 'm:\t1 MiB', [1, 'm:\t1 MiB']],
    ['digits in the name are left alone', 'drm-engine-enc_1:\t5 ns', 'drm-engine-enc_1:\t6 ns', [1, 1]],
    ['a number with leading zeros is the whole line', 'flags:\t0100', 'flags:\t0101', [1, 'flags:\t0101']],
    ['another text is the whole line', 'drm-client-name:\ta', 'drm-client-name:\tb', [1, 'drm-client-name:\tb']],
  ])('%s', (_, before, after, delta) => {
    expect(diffText(`pos:\t0\n${before}\n`, `pos:\t0\n${after}\n`)).toEqual(delta);
  });

  it('is the whole text when a line came or went', () => {
    expect(diffText('a:\t1\n', 'a:\t1\nb:\t2\n')).toBe('a:\t1\nb:\t2\n');
  });

  it('gives the text back, whatever the two texts are', () => {
    const line = fc.oneof(
      fc.string(),
      fc.bigInt(0n, 2n ** 66n).map((value) => `n:\t${value} ns`),
      fc.constantFrom('', '00', '7 8'),
    );
    const text = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const delta = diffText(before, after);
        expect(delta === null ? before : patchText(before, delta)).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a line that is not there', 'a:\t1', [3, 1]],
    ['an index that is none', 'a:\t1', ['length', 1]],
    ['a step on a line without a number', 'abc', [0, 1]],
    ['a step that is no whole number', 'a:\t1', [0, 1.5]],
    ['a step that is missing', 'a:\t1', [0]],
    ['something that is neither text nor list', 'a:\t1', 7],
  ])('refuses %s', (_, before, delta) => {
    expect(() => patchText(before, delta)).toThrow(Damage);
  });
});

it.each([
  ['below 0', 'drm-engine-gfx: 5 ns', -6],
  ['above what fits into its digits', 'drm-engine-gfx: 99999999999999999999 ns', 1],
])('a number that comes out %s is damage', (_what, line, step) => {
  expect(() => patchText(line, [0, step])).toThrow(Damage);
});
