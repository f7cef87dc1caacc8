/** What one cell of a terminal looks like, as a number, and the SGR codes that lead to it. Knows only what themes use. */

/** Flags << 18 | foreground << 9 | background, where 0x1ff is the terminal's own colour. */
export const DEFAULT_ATTR = (0x1ff << 9) | 0x1ff;
const BOLD = 1 << 18;
const UNDERLINE = 2 << 18;
const INVERSE = 8 << 18;
const FLAGS = [
  [BOLD, 1],
  [UNDERLINE, 4],
  [INVERSE, 7],
] as const;

/**
 * Colours beyond the palette of 256 get the numbers above it, as they come: a theme has a few dozen. One that comes when all numbers
 * are taken is shown by the nearest of xterm's cube.
 */
const MOST_RGB = 0x1ff - 256;
const rgbNumbers = new Map<number, number>();
const rgbCodes: string[] = [];

function rgbNumber(red: number, green: number, blue: number): number {
  const key = (red << 16) | (green << 8) | blue;
  const known = rgbNumbers.get(key);
  if (known !== undefined) return known;
  if (rgbCodes.length >= MOST_RGB)
    return 16 + [red, green, blue].reduce((sum, value) => sum * 6 + Math.round((value / 255) * 5), 0);
  const number = 256 + rgbCodes.push(`2;${red};${green};${blue}`) - 1;
  rgbNumbers.set(key, number);
  return number;
}

function withForeground(attr: number, colour: number): number {
  return (attr & ~(0x1ff << 9)) | (colour << 9);
}

function withBackground(attr: number, colour: number): number {
  return (attr & ~0x1ff) | colour;
}

/** The attribute after one SGR code (the text between `ESC [` and `m`). */
export function applySgr(attr: number, code: string): number {
  const numbers = code.split(';').map(Number);
  return applyNumbers(attr, numbers, numbers.length);
}

/** `applySgr` for the first `count` numbers of a code. */
export function applyNumbers(attr: number, numbers: ArrayLike<number>, count: number): number {
  for (let i = 0; i < count; i += 1) {
    const n = numbers[i] ?? 0;
    if (n === 0) attr = DEFAULT_ATTR;
    else if (n === 1) attr |= BOLD;
    else if (n === 4) attr |= UNDERLINE;
    else if (n === 7) attr |= INVERSE;
    else if (n === 22) attr &= ~BOLD;
    else if (n === 24) attr &= ~UNDERLINE;
    else if (n === 27) attr &= ~INVERSE;
    else if (n === 38 || n === 48) {
      const isRgb = numbers[i + 1] === 2;
      const number = isRgb ? rgbNumber(numbers[i + 2] ?? 0, numbers[i + 3] ?? 0, numbers[i + 4] ?? 0) : (numbers[i + 2] ?? 0x1ff);
      attr = n === 38 ? withForeground(attr, number) : withBackground(attr, number);
      i += isRgb ? 4 : 2;
    } else if (n === 39) attr = withForeground(attr, 0x1ff);
    else if (n === 49) attr = withBackground(attr, 0x1ff);
    else if (n >= 30 && n <= 37) attr = withForeground(attr, n - 30);
    else if (n >= 90 && n <= 97) attr = withForeground(attr, n - 82);
    else if (n >= 40 && n <= 47) attr = withBackground(attr, n - 40);
    else if (n >= 100 && n <= 107) attr = withBackground(attr, n - 92);
  }
  return attr;
}

/** What an attribute says; a colour is a number of the palette, `#rrggbb`, or null for the terminal's own. */
export interface Look {
  readonly foreground: number | string | null;
  readonly background: number | string | null;
  readonly bold: boolean;
  readonly underlined: boolean;
  readonly inverse: boolean;
}

export function lookOf(attr: number): Look {
  const colourOf = (number: number): number | string | null => {
    if (number < 256) return number;
    const parts = rgbCodes[number - 256]?.split(';').slice(1).map(Number);
    return parts === undefined ? null : `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  };
  return {
    foreground: colourOf((attr >> 9) & 0x1ff),
    background: colourOf(attr & 0x1ff),
    bold: (attr & BOLD) !== 0,
    underlined: (attr & UNDERLINE) !== 0,
    inverse: (attr & INVERSE) !== 0,
  };
}

/** The attribute of a blank that looks the same: its foreground does not show. */
export function asBlank(attr: number): number {
  return (attr & (UNDERLINE | INVERSE)) === 0 ? withForeground(attr & ~BOLD, 0x1ff) : attr;
}

/** A frame has hundreds, of a few dozen kinds. */
const between = new Map<number, string>();
const ATTR_BITS = 22;
const MOST_KEPT = 5000;

/** The escape sequence from one attribute to another; empty between equals. */
export function sgrBetween(from: number, to: number): string {
  if (from === to) return '';
  const key = from * 2 ** ATTR_BITS + to;
  let codes = between.get(key);
  if (codes === undefined) {
    if (between.size >= MOST_KEPT) between.clear();
    between.set(key, (codes = newSgrBetween(from, to)));
  }
  return codes;
}

/** Colours below 16 as the old codes, which every terminal knows. */
function newSgrBetween(from: number, to: number): string {
  if (to === DEFAULT_ATTR) return '\x1b[m';
  const codes: (number | string)[] = [];
  // Flags are switched off all together: a reset is shorter than naming them.
  const start = (from & ~to) >> 18 === 0 ? from : DEFAULT_ATTR;
  if (start !== from) codes.push('');
  for (const [flag, code] of FLAGS) if ((to & flag) !== 0 && (start & flag) === 0) codes.push(code);
  const [foreground, background] = [(to >> 9) & 0x1ff, to & 0x1ff];
  if (foreground !== ((start >> 9) & 0x1ff)) codes.push(colour(foreground, 30));
  if (background !== (start & 0x1ff)) codes.push(colour(background, 40));
  return `\x1b[${codes.join(';')}m`;
}

function colour(number: number, base: 30 | 40): string {
  if (number === 0x1ff) return `${base + 9}`;
  if (number < 8) return `${base + number}`;
  if (number < 16) return `${base + 52 + number}`;
  return number < 256 ? `${base + 8};5;${number}` : `${base + 8};${rgbCodes[number - 256] ?? ''}`;
}

/** Latin text and the dash, box, block and braille ranges: one cell each in every version of Unicode. */
export function isNarrow(code: number): boolean {
  return (
    (code >= 0x20 && code < 0x7f) ||
    (code >= 0x2500 && code < 0x2900) ||
    (code >= 0xa1 && code < 0x300 && code !== 0xad) ||
    (code >= 0x2010 && code < 0x2028)
  );
}
