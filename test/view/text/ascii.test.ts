import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, test } from 'vitest';
import { toAscii } from '../../../src/view/text/ascii.js';
import { bar, framedBar, sparkline } from '../../../src/view/text/graphs.js';
import { printable } from '../../../src/view/text/printable.js';
import { cellWidth } from '../../../src/view/text/text.js';
import { entriesBelow } from '../../support/entries-below.js';

test.each([
  ['a dash for unknown', '– %', '- %'],
  ['degrees', '61 °C', ' 61 C'],
  ['degrees at the right of their cells', 'temp    61 °C  power', 'temp     61 C  power'],
  ['degrees behind a rule', '── 61 °C · 142 W │', '--  61 C . 142 W |'],
  ['degrees below zero', 'temp    -5 °C', 'temp     -5 C'],
  ['degrees before a rule', '61 °C · 142 W ── x', ' 61 C . 142 W -- x'],
  ['a degree sign of something else', '5° a °C', '5o a oC'],
  ['degrees in colours', '\x1b[2m──\x1b[0m 61 °C, 7 °C', '\x1b[2m--\x1b[0m  61 C,  7 C'],
  ['counts of fds', '×2 · more…', 'x2 . more~'],
  ['a sign of less', '−46.0 MiB', '-46.0 MiB'],
  ['frames', '╭─┤│╯', '+-+|+'],
  ['bars', bar(0.8, 4), '####'],
  ['a bar in its frame', framedBar(0.5, 8), '[###   ]'],
  ['a sliver in its frame', framedBar(0.01, 8), '[#     ]'],
  ['a full bar in its frame', framedBar(1, 8), '[######]'],
  ['sparklines by how high the cell is', sparkline(Float64Array.of(0, 0.5, 1, NaN), 4), '_=# '],
  ['letters with accents as their letter', 'Größe', 'Gro?e'],
  ['wide characters with as many question marks as cells', '漢x', '??x'],
  ['escape sequences unchanged', '\x1b[1mé\x1b[0m', '\x1b[1me\x1b[0m'],
])('writes %s in ASCII', (_, line, expected) => {
  expect(toAscii(line)).toBe(expected);
});

test('every sign that the texts of the program use has a likeness', () => {
  const files = ['tui', 'view', 'usage', 'measures']
    .flatMap((room) => entriesBelow(fileURLToPath(new URL(`../../../src/${room}`, import.meta.url))))
    .filter(({ name }) => name.endsWith('.ts'));
  const code = files
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').replace(/^ *(\*|\/\/|\/\*).*/gm, ''))
    .join('');
  expect(files.length).toBeGreaterThan(100);
  expect([...new Set(code)].filter((sign) => sign > '\x7f' && toAscii(sign).includes('?'))).toEqual([]);
});

it('keeps every column where it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).map((text) => printable(text)),
      (line) => {
        const ascii = toAscii(line);
        expect(ascii).toMatch(/^[ -~]*$/);
        expect(ascii).toHaveLength(cellWidth(line));
      },
    ),
  );
});

it('gives a digit with an Indic vowel sign both of its cells', () => {
  const line = printable('0\u093f 1\u093e|');
  expect(toAscii(line)).toHaveLength(cellWidth(line));
});
