/**
 * Writes finished lines into blessed's cells.
 *
 * blessed's own boxes parse their whole content again for each frame, with three regular expressions a line; that
 * costs three times what drawing costs. Lines that did not change are not looked at here, and the rest go
 * straight into the cells that blessed compares with what the terminal shows.
 */

/** One cell: attribute and character, changed in place. */
export type Cell = [attr: number, ch: string];
export type CellLine = Cell[] & { dirty: boolean };

/** blessed's attribute word: flags << 18 | foreground << 9 | background, where 0x1ff is "the terminal's own". */
export const DEFAULT_ATTR = (0x1ff << 9) | 0x1ff;
const BOLD = 1 << 18;
const UNDERLINE = 2 << 18;
const INVERSE = 8 << 18;

/** What stands in the second cell of a wide character; blessed steps over it. */
const FILLER = '\x03';

function withForeground(attr: number, colour: number): number {
  return (attr & ~(0x1ff << 9)) | (colour << 9);
}

function withBackground(attr: number, colour: number): number {
  return (attr & ~0x1ff) | colour;
}

/** The attribute after one SGR code (the text between `ESC [` and `m`); only what themes use is understood. */
export function applySgr(attr: number, code: string): number {
  const numbers = code.split(';').map(Number);
  for (let i = 0; i < numbers.length; i += 1) {
    const n = numbers[i] ?? 0;
    if (n === 0) attr = DEFAULT_ATTR;
    else if (n === 1) attr |= BOLD;
    else if (n === 4) attr |= UNDERLINE;
    else if (n === 7) attr |= INVERSE;
    else if (n === 22) attr &= ~BOLD;
    else if (n === 24) attr &= ~UNDERLINE;
    else if (n === 27) attr &= ~INVERSE;
    else if (n === 38) attr = withForeground(attr, numbers[(i += 2)] ?? 0x1ff);
    else if (n === 48) attr = withBackground(attr, numbers[(i += 2)] ?? 0x1ff);
    else if (n === 39) attr = withForeground(attr, 0x1ff);
    else if (n === 49) attr = withBackground(attr, 0x1ff);
    else if (n >= 30 && n <= 37) attr = withForeground(attr, n - 30);
    else if (n >= 90 && n <= 97) attr = withForeground(attr, n - 82);
    else if (n >= 40 && n <= 47) attr = withBackground(attr, n - 40);
    else if (n >= 100 && n <= 107) attr = withBackground(attr, n - 92);
  }
  return attr;
}

/** `applySgr`, remembered: a theme has a few dozen codes, a frame uses them hundreds of times. */
const known = new Map<string, Map<number, number>>();

function sgr(attr: number, code: string): number {
  let byAttr = known.get(code);
  if (byAttr === undefined) known.set(code, (byAttr = new Map<number, number>()));
  let result = byAttr.get(attr);
  if (result === undefined) byAttr.set(attr, (result = applySgr(attr, code)));
  return result;
}

/** Latin text and the box, block and braille ranges: one cell each in every version of Unicode. */
export function isNarrow(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0x300) || (code >= 0x2500 && code < 0x2900);
}

function put(cells: CellLine, x: number, attr: number, ch: string): void {
  const cell = cells[x];
  if (cell === undefined || (cell[0] === attr && cell[1] === ch)) return;
  cell[0] = attr;
  cell[1] = ch;
  cells.dirty = true;
}

/**
 * Writes `line` from the first cell on and blanks the rest of the row. `widthOf` must be blessed's own measure:
 * blessed steps over the filler cell by that, so any other measure would shift the row.
 */
export function writeLine(cells: CellLine, line: string, widthOf: (point: number) => number): void {
  let attr = DEFAULT_ATTR;
  let x = 0;
  for (let i = 0; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (isNarrow(code)) {
      put(cells, x, attr, line.charAt(i));
      x += 1;
      continue;
    }
    if (code === 0x1b) {
      const end = line.indexOf('m', i);
      if (end === -1) break;
      attr = sgr(attr, line.slice(i + 2, end));
      i = end;
      continue;
    }
    const point = line.codePointAt(i) ?? 0;
    const ch = String.fromCodePoint(point);
    i += ch.length - 1;
    const width = widthOf(point);
    if (width === 0) {
      const before = cells[x - 1];
      // A control character has no width either, and must never reach the terminal.
      if (before !== undefined && point >= 0x300) put(cells, x - 1, before[0], before[1] + ch);
      continue;
    }
    // A wide character in the last column would wrap the terminal's line.
    if (width === 2 && x + 1 >= cells.length) break;
    put(cells, x, attr, ch);
    if (width === 2) put(cells, x + 1, attr, FILLER);
    x += width;
  }
  for (; x < cells.length; x += 1) put(cells, x, DEFAULT_ATTR, ' ');
}
