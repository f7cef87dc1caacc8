import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { printable } from '../../../src/view/text/printable.js';
import { cellWidth, cut, fit, wrap } from '../../../src/view/text/text.js';

const text = fc
  .array(fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('漢字', 'é', 'e\u0301', '한', 'ا', '✓', '─', 'ｶ', ' ')), {
    maxLength: 10,
  })
  .map((parts) => printable(parts.join('')));

describe('fit', () => {
  test.each([
    ['pads on the right', 'ab', 4, 'left', 'ab  '],
    ['pads numbers on the left', '42', 4, 'right', '  42'],
    ['leaves an exact fit', 'abcd', 4, 'left', 'abcd'],
    ['cuts with an ellipsis', 'abcdef', 4, 'left', 'abc…'],
    ['cuts numbers at their end too', '123456', 4, 'right', '123…'],
    ['never halves a wide character', '漢字漢', 4, 'left', '漢… '],
    ['fits a wide character that just fits', '漢字', 4, 'left', '漢字'],
    ['keeps an accent with its letter', 'e\u0301e\u0301e\u0301', 2, 'left', 'e\u0301…'],
    ['shows only the ellipsis in one cell', 'abc', 1, 'left', '…'],
    ['gives nothing for no cells', 'abc', 0, 'left', ''],
    ['gives nothing for less than no cells', 'abc', -3, 'right', ''],
  ] as const)('%s', (_, given, cells, align, expected) => {
    expect(fit(given, cells, align)).toBe(expected);
  });

  it('takes exactly the cells it was given, whatever the text', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 40 }), fc.constantFrom('left', 'right'), (given, cells, align) => {
        expect(stringWidth(fit(given, cells, align))).toBe(cells);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('cellWidth', () => {
  it('is that of string-width for every character that takes its short cut, and all others that may be shown', () => {
    // An escape, and three that form one with a letter beside them: `printable` lets none of them through.
    const others = [0x9b, 0xd4e, 0xe33, 0xeb3];
    for (const code of others) expect(printable(String.fromCharCode(code))).toBe('·');
    const wrong: string[] = [];
    for (let code = 0x20; code <= 0xffff; code += 1) {
      const character = String.fromCharCode(code);
      if (others.includes(code) || (code >= 0x3000 && printable(character) !== character)) continue;
      if (cellWidth(`a${character}a`) !== stringWidth(`a${character}a`)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});

describe('cut', () => {
  it('leaves a text that fits alone and never exceeds the cells', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 40 }), (given, cells) => {
        const result = cut(given, cells);
        expect(cellWidth(result)).toBeLessThanOrEqual(cells);
        if (cellWidth(given) <= cells) expect(result).toBe(cells < 1 ? '' : given);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(wrap('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
  });

  it('cuts a word longer than a line', () => {
    expect(wrap('a incomprehensible word', 8)).toEqual(['a', 'incompr…', 'word']);
  });

  it('loses no word that fits and never exceeds the width', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 60 }),
        (words, cells) => {
          const lines = wrap(words.join(' '), cells, '  ');
          expect(lines.map((line) => line.trim()).join(' ')).toBe(words.join(' '));
          for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(cells);
        },
      ),
    );
  });
});
