/**
 * Text measured in terminal cells.
 *
 * Everything here expects text that `printable` has passed: only then is a width the same for the terminal, for
 * string-width and for blessed.
 */
import stringWidth from 'string-width';

/**
 * ASCII, Latin, and the signs that we draw with (dashes, `…`, boxes, blocks, braille): one UTF-16 unit is one cell. A string-width
 * call costs a microsecond, and a frame has thousands of cells.
 */
const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2500-\u259f\u2800-\u28ff]*$/;
const segmenter = new Intl.Segmenter();

export type Align = 'left' | 'right';

/** Cells that a text takes on a terminal. */
export function cellWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The pieces of a text that a terminal draws as one: a letter with its marks. */
export function* graphemes(text: string): Generator<string> {
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
