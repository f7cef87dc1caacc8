/**
 * Text measured in terminal cells.
 *
 * Everything here expects text that `printable` has passed: only then is a width the same for every terminal and library.
 */
import { eastAsianWidth } from 'get-east-asian-width';

/**
 * ASCII, Latin, and the signs that we draw with (dashes, `…`, boxes, blocks, braille): one UTF-16 unit is one cell, nothing joins, and
 * `printable` leaves it as it is.
 */
export const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2500-\u259f\u2800-\u28ff]*$/;
const NO_CELL = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;

/** Made when the first text needs it: that takes 10 to 20 ms, and most screens show no such text. */
let segmenter: Intl.Segmenter | null = null;

export type Align = 'left' | 'right';

/**
 * Cells that a text takes on a terminal: the sum of its code points', since `printable` leaves nothing that joins. On such text
 * it is what the `string-width` package says; tests hold it to that. The package itself takes 60 ms to load.
 */
export function cellWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += NO_CELL.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
  return cells;
}

/** The pieces of a text that a terminal draws as one: a letter with its marks. */
export function* graphemes(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/**
 * The text in exactly `cells` cells: padded, or cut with `…` at the end. A wide character is never halved; where it does
 * not fit, a space takes the cell that is left.
 *
 * @param cells below 1 gives the empty text
 */
export function fit(text: string, cells: number, align: Align = 'left'): string {
  if (cells < 1) return '';
  if (text.length <= cells && PLAIN.test(text)) return align === 'left' ? text.padEnd(cells) : text.padStart(cells);
  const kept = cut(text, cells);
  const space = ' '.repeat(cells - cellWidth(kept));
  // A number that was cut still starts where the column starts.
  return align === 'left' || kept !== text ? kept + space : space + kept;
}

/**
 * The text in at most `cells` cells, with `…` at the end where something was cut off.
 *
 * @param cells below 1 gives the empty text
 */
export function cut(text: string, cells: number): string {
  if (cells < 1) return '';
  if (cellWidth(text) <= cells) return text;
  if (PLAIN.test(text)) return `${text.slice(0, cells - 1)}…`;
  let kept = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const width = cellWidth(grapheme);
    if (used + width > cells - 1) break;
    kept += grapheme;
    used += width;
  }
  return `${kept}…`;
}

/**
 * Words laid out in lines of at most `cells` cells; a word longer than a line is cut.
 *
 * @param indent put before every line but the first
 */
export function wrap(text: string, cells: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((piece) => piece !== '')) {
    if (line !== '' && cellWidth(line) + 1 + cellWidth(word) > cells) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? (lines.length === 0 ? word : indent + word) : `${line} ${word}`;
  }
  return [...lines, line].map((each) => cut(each, cells));
}
