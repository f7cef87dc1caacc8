/**
 * What a terminal shows, and what to send so that it shows something else.
 *
 * A new line is compared with the cells on the screen while its characters are read: one pass, two numbers for each cell, and
 * only the difference goes out. blessed's own renderer has an array for each cell and passes over all of them twice, which was a
 * third of the cost of a frame.
 */
import { applySgr, asBlank, DEFAULT_ATTR, isNarrow, sgrBetween } from './cells.js';
import { LineReader } from './line-reader.js';

/** A cell of which nothing is known: any character differs from it, since nothing has such an attribute. */
const UNKNOWN = 0;
const NO_ATTR = -1;
const BLANK = 0x20;
const ESCAPE = 0x1b;
/** So many characters take no more to send than a move over them (`ESC [ 4 C`). */
const SHORT = 4;

export class ScreenDiff {
  readonly #width: number;
  readonly #height: number;
  readonly #widthOf: (point: number) => number;
  readonly #codes: Uint16Array;
  readonly #attrs: Int32Array;
  readonly #lines: string[] = [];
  readonly #blankLine: string;
  /** The attribute that the terminal writes with, and what a blank written with it looks like. */
  #pen = DEFAULT_ATTR;
  #penBlank = DEFAULT_ATTR;
  readonly #reader = new LineReader();

  /** A terminal that was just cleared. @param widthOf cells of a code point that is not narrow: 0, 1 or 2 */
  constructor(width: number, height: number, widthOf: (point: number) => number) {
    this.#width = width;
    this.#height = height;
    this.#widthOf = widthOf;
    this.#codes = new Uint16Array(width * height).fill(BLANK);
    this.#attrs = new Int32Array(width * height).fill(DEFAULT_ATTR);
    this.#blankLine = ' '.repeat(width);
  }

  /** What makes the terminal show these lines, one for each row; rows without a line become blank. Empty: it shows them. */
  change(lines: readonly string[]): string {
    let out = '';
    for (let y = 0; y < this.#height; y += 1) {
      const line = lines[y] ?? this.#blankLine;
      if (line === this.#lines[y]) continue;
      this.#lines[y] = line;
      out += this.#changeCells(y, line) ?? this.#writeWhole(y, line);
    }
    return out + this.#setPen(DEFAULT_ATTR);
  }

  /** The cells of a row that differ; null for a line that is not made of exactly as many narrow characters as it has cells. */
  #changeCells(y: number, line: string): string | null {
    const reader = this.#reader;
    const text = reader.read(line);
    const codes = this.#codes;
    const attrs = this.#attrs;
    const pen = this.#pen;
    const first = y * this.#width;
    const end = first + this.#width;
    const { length } = line;
    let out = '';
    let [attr, blank] = [DEFAULT_ATTR, DEFAULT_ATTR];
    let at = first;
    /** The cell behind the one that was written last. */
    let cursor = -1;
    for (let i = 0; ;) {
      // Most cells show already what they should: a loop of its own, as short as can be.
      let code = UNKNOWN;
      for (; i < length && at < end; i += 1, at += 1) {
        code = text[i] ?? UNKNOWN;
        if (codes[at] !== code || attrs[at] !== (code === BLANK ? blank : attr)) break;
      }
      if (i >= length) break;
      code = text[i] ?? UNKNOWN;
      if (code === ESCAPE) {
        attr = reader.sgr(attr, i);
        blank = asBlank(attr);
        i = reader.end + 1;
        continue;
      }
      if (!isNarrow(code) || at >= end) {
        at = -1;
        break;
      }
      if (cursor !== at) out += cursor === -1 ? moveTo(y, at - first) : forward(at - cursor);
      const look = code === BLANK ? blank : attr;
      if (look !== (code === BLANK ? this.#penBlank : this.#pen)) out += this.#setPen(look);
      // All that differs from here on and looks the same to the pen is sent at once.
      const [ink, blankInk] = [this.#pen, this.#penBlank];
      const from = i;
      let until = i;
      for (; i < length && at < end; i += 1, at += 1) {
        code = text[i] ?? UNKNOWN;
        const now = code === BLANK ? blank : attr;
        if (!isNarrow(code) || now !== (code === BLANK ? blankInk : ink)) break;
        if (codes[at] !== code || attrs[at] !== now) {
          codes[at] = code;
          attrs[at] = now;
          cursor = at + 1;
          until = i + 1;
        } else if (i - until >= SHORT) break;
      }
      out += line.slice(from, until);
    }
    if (at === end) return out;
    this.#pen = pen;
    this.#penBlank = asBlank(pen);
    return null;
  }

  /**
   * A row with wide characters or marks, which terminals measure differently: sent whole, and the cursor set again behind each of
   * them, so that a terminal with a measure of its own misplaces one character and not the row.
   */
  #writeWhole(y: number, line: string): string {
    this.#codes.fill(UNKNOWN, y * this.#width, (y + 1) * this.#width);
    this.#attrs.fill(NO_ATTR, y * this.#width, (y + 1) * this.#width);
    let out = moveTo(y, 0) + this.#setPen(DEFAULT_ATTR);
    let x = 0;
    let doubtful = false;
    for (let i = 0; i < line.length; i += 1) {
      if (line.charCodeAt(i) === ESCAPE) {
        const last = line.indexOf('m', i);
        if (last === -1) break;
        out += this.#setPen(applySgr(this.#pen, line.slice(i + 2, last)));
        i = last;
        continue;
      }
      const point = line.codePointAt(i) ?? 0;
      const character = String.fromCodePoint(point);
      i += character.length - 1;
      const cells = isNarrow(point) ? 1 : point < 0xa0 ? 0 : this.#widthOf(point);
      // A control character must never reach the terminal; a mark without a base would join whatever stands there.
      if (cells === 0 && (point < 0x300 || x === 0)) continue;
      if (x + cells > this.#width) break;
      if (doubtful && cells > 0) out += moveTo(y, x);
      doubtful = cells === 0 || !isNarrow(point);
      out += character;
      x += cells;
    }
    out += this.#setPen(DEFAULT_ATTR);
    return x < this.#width ? `${out}${moveTo(y, x)}\x1b[K` : out;
  }

  #setPen(attr: number): string {
    const codes = sgrBetween(this.#pen, attr);
    this.#pen = attr;
    this.#penBlank = asBlank(attr);
    return codes;
  }
}

/** A frame has thousands of these, of a few widths. */
const FORWARD: string[] = [];

function forward(cells: number): string {
  return (FORWARD[cells] ??= `\x1b[${cells}C`);
}

function moveTo(y: number, x: number): string {
  return `\x1b[${y + 1};${x + 1}H`;
}
