import blessed from 'blessed';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { MAX_LENGTH, oneLine, printable } from '../../../src/view/text/printable.js';
import { cellWidth, PLAIN } from '../../../src/view/text/text.js';

const { unicode } = blessed as unknown as { unicode: { strWidth(text: string): number } };

/** Everything that may never leave the sanitiser, spelled out apart from its own rules. */
const FORBIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;
const HIDDEN_CLASSES = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Any UTF-16 units, with the ones that do harm more often than chance would. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '\x1b[31m',
        '\x1b]8;;http://x\x07',
        '\x9b2J',
        '\u202e',
        '\u200d',
        '👨‍👩‍👧',
        '🇩🇪',
        '漢',
        'กำ',
        'क्ष',
        '\u0301',
        'e',
        ' ',
        '\n',
      ),
      fc.constantFrom(
        '\u0301'.repeat(20),
        '한',
        '\u1100\u1161',
        'ｶﾞ',
        '❤\ufe0f',
        '1\ufe0f\u20e3',
        '\u0d4e',
        '{red-fg}',
        '\ud800',
        '\udc00',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('printable', () => {
  test.each([
    ['plain ASCII stays', 'blender -b "x y".blend', 'blender -b "x y".blend'],
    ['letters of other scripts stay', 'Größe Кириллица ελληνικά 漢字 かな 한글', 'Größe Кириллица ελληνικά 漢字 かな 한글'],
    ['Hebrew points and Arabic vowels stay', 'שָׁלוֹם مُحَمَّد', 'שָׁלוֹם مُحَمَّد'],
    ['an escape sequence stays readable and harmless', 'a\x1b[31mred\x1b[0m', 'a·[31mred·[0m'],
    ['an unterminated OSC 52 hides nothing behind it', '\x1b]52;c;AAAA rest', '·]52;c;AAAA rest'],
    ['an OSC 8 link cannot be followed', '\x1b]8;;http://evil\x1b\\text\x07', '·]8;;http://evil·\\text·'],
    ['a C1 CSI is a control as well', '\x9b2J', '·2J'],
    ['newlines and tabs become spaces', 'a\nb\tc\r\nd', 'a b c  d'],
    ['line and paragraph separators become spaces', 'a\u2028b\u2029c\x85d', 'a b c d'],
    ['no-break and wide spaces become spaces', 'a\u00a0b\u3000c', 'a b c'],
    ['NUL and DEL show', 'a\0b\x7fc', 'a·b·c'],
    ['bidi controls go', 'a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
    ['zero-width characters go', 'a\u200bb\ufeffc\u2060d\u00ade', 'abcde'],
    ['tag characters go', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['Hangul fillers go', 'a\u3164b\u115fc', 'abc'],
    ['lone surrogates become the replacement character', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
    ['the replacement character stays', 'a\ufffdb', 'a\ufffdb'],
    ['accents stay', 'e\u0301', 'e\u0301'],
    ['a flood of accents is cut', `e${'\u0301'.repeat(50)}!`, 'e\u0301\u0301\u0301!'],
    ['an accent without a base goes', '\u0301a', 'a'],
    ['emoji become dots', '⚡game 🎮', '·game ·'],
    ['text emoji lose the selector that widens them', '❤\ufe0f', '❤'],
    ['keycaps become their digit', '1\ufe0f\u20e3', '1'],
    ['flags become dots', '🇩🇪', '·'],
    ['conjoining jamo become a dot', '\u1112\u1161\u11ab', '·'],
    ['Thai sara am, counted 0 and 1, becomes a dot', 'กำ', '·'],
    ['private use and unassigned code points become dots', '\ue0b0\u{10fffe}', '··'],
    ['blessed tags are text', '{red-fg}x{/}', '{red-fg}x{/}'],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('cuts very long text and says so', () => {
    const text = printable('x'.repeat(65_536));
    expect(text).toHaveLength(MAX_LENGTH);
    expect(text.endsWith('x…')).toBe(true);
    expect(printable('abcdef', 4)).toBe('abc…');
  });

  it('does not fall over 64 KiB of one grapheme', () => {
    expect(printable(`e${'\u0301'.repeat(65_536)}`)).toMatch(/^e\u0301{3}/);
    expect(printable('👩\u200d'.repeat(20_000)).length).toBeLessThanOrEqual(MAX_LENGTH);
  });

  it('never lets a forbidden code point through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const clean of [printable(text), oneLine(text)]) {
          expect(clean).not.toMatch(FORBIDDEN);
          expect(clean).not.toMatch(HIDDEN_CLASSES);
          expect(clean).not.toMatch(/\p{M}{4}/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 40 }), (text, length) => {
        const once = printable(text, length);
        expect(once.length).toBeLessThanOrEqual(length);
        expect(printable(once, length)).toBe(once);
        expect(oneLine(oneLine(text, length), length)).toBe(oneLine(text, length));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves only text that blessed and string-width measure as we do', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = printable(text);
        expect(unicode.strWidth(clean)).toBe(cellWidth(clean));
        expect(stringWidth(clean)).toBe(cellWidth(clean));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves texts whose widths add up side by side', () => {
    fc.assert(
      fc.property(hostile, hostile, (left, right) => {
        const [a, b] = [printable(left), printable(right)];
        expect(cellWidth(`${a} ${b} │`)).toBe(cellWidth(a) + cellWidth(b) + 3);
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with blessed and string-width about every character of the first plane, and samples of the rest', () => {
    const wrong: string[] = [];
    for (
      let code = 0;
      code <= 0x10ffff;
      code += code < 0x10000 || (code >= 0xe0000 && code < 0xe0200) ? 1 : code < 0x20000 ? 7 : 251
    ) {
      const clean = printable(`a${String.fromCodePoint(code)}b`);
      const cells = [unicode.strWidth(clean), stringWidth(clean)];
      if (FORBIDDEN.test(clean) || cells.some((each) => each !== cellWidth(clean))) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});

describe('oneLine', () => {
  it('keeps emoji, which disturb no file', () => {
    expect(oneLine('🎮 game\n')).toBe('🎮 game ');
  });
});

test('what is taken as it is, since it is plain, would be left as it is', () => {
  const plain = Array.from({ length: 0xffff }, (_, unit) => String.fromCharCode(unit)).filter((character) =>
    PLAIN.test(character),
  );
  expect(plain.length).toBeGreaterThan(1000);
  // A wide letter in front has each character looked at.
  for (const character of plain) expect(printable(`漢${character}`)).toBe(`漢${character}`);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...plain), { maxLength: 30 }), (characters) => {
      const text = `漢${characters.join('')}`;
      expect(printable(text)).toBe(text);
    }),
  );
});
