/**
 * The ASCII form of a finished line, for locales without UTF-8, TERM=linux and `--ascii`.
 *
 * Views are written once, in Unicode. This maps each cell to one ASCII character at the very end, so that columns stay
 * where they are. Escape sequences are ASCII and pass unchanged.
 */
import { cellWidth, graphemes } from './text.js';

const FORMS = new Map<string, string>([
  ...pairs('–—−─━═╌┄', '-'),
  ...pairs('│┃║┆', '|'),
  // A bar in its frame: `[###   ]`.
  ...pairs('▕', '['),
  ...pairs('▏', ']'),
  ...pairs('▎▍▌▋▊▉', '#'),
  ...pairs('╭╮╰╯┌┐└┘├┤┬┴┼', '+'),
  ...pairs('…', '~'),
  ...pairs('·•', '.'),
  ...pairs('×', 'x'),
  ...pairs('µ', 'u'),
  ...pairs('█▇▆■●', '#'),
  ...pairs('▓', '%'),
  ...pairs('▒', '+'),
  ...pairs('▞', '/'),
  ...pairs('░', ':'),
  ...pairs('▅▄▃', '='),
  ...pairs('▂▁', '_'),
  ...pairs('▲▴↑', '^'),
  ...pairs('▼▾↓', 'v'),
  ...pairs('▶▸→›', '>'),
  ...pairs('◀◂←‹', '<'),
  ...pairs('✓', '+'),
  ...pairs('°', 'o'),
  ...pairs('≤', '<'),
  ...pairs('‘’', "'"),
  ...pairs('“”', '"'),
]);

/** By number of dots: one cell holds two samples of four levels each. */
const BRAILLE_LEVELS = ' ..::++##';

/** The line with every non-ASCII cell replaced by one ASCII character; what has no likeness becomes `?`. */
export function toAscii(line: string): string {
  if (/^[\x00-\x7e]*$/.test(line)) return line;
  let out = '';
  // ASCII has no degree sign: `61 C`, and its cell stands before the number, so that all behind it stays.
  for (const grapheme of graphemes(line.replace(/(-?\d+) °C/g, ' $1 C'))) out += isAscii(grapheme) ? grapheme : ascii(grapheme);
  return out;
}

function isAscii(grapheme: string): boolean {
  return grapheme.length === 1 && grapheme < '\x7f';
}

function ascii(grapheme: string): string {
  const form = FORMS.get(grapheme);
  if (form !== undefined) return form;
  const code = grapheme.codePointAt(0) ?? 0;
  if (code >= 0x2800 && code <= 0x28ff) return BRAILLE_LEVELS[countBits(code - 0x2800)] ?? '?';
  const letter = grapheme.normalize('NFD').charAt(0);
  // A digit with a vowel sign of an Indic script beside it is one grapheme of two cells.
  return (letter >= ' ' && letter <= '~' ? letter : '').padEnd(cellWidth(grapheme), '?');
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function pairs(characters: string, form: string): [string, string][] {
  return Array.from(characters).map((character) => [character, form]);
}
