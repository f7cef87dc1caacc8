/**
 * Block elements, dots of braille and the lines of frames as shapes, in units of a cell from 0 to 1. A font draws them with gaps between the rows of a chart, and
 * each font with others; as shapes they meet.
 */
import { BLANK_BRAILLE, brailleDot, LEVELS } from '../../view/text/braille.js';

/** Left, top, width, height. */
export type Box = readonly [number, number, number, number];

const QUADRANTS: readonly Box[] = [
  [0, 0, 0.5, 0.5],
  [0.5, 0, 0.5, 0.5],
  [0, 0.5, 0.5, 0.5],
  [0.5, 0.5, 0.5, 0.5],
];

/** By places in `QUADRANTS`, from U+2596 on. */
const QUADRANT_SIGNS = ['2', '3', '0', '023', '03', '012', '013', '1', '12', '123'];

/** A dot's width and height: those of one line meet, from cell to cell too. */
const DOT = [0.3, 0.16] as const;

/** The dots of a braille sign, in two columns of four. */
function dotsOf(bits: number): Box[] {
  const [width, height] = DOT;
  const dots: Box[] = [];
  for (const column of [0, 1] as const)
    for (let level = 0; level < LEVELS; level += 1)
      if ((bits & brailleDot(column, level)) !== 0)
        dots.push([(column + 0.5) / 2 - width / 2, (level + 0.5) / LEVELS - height / 2, width, height]);
  return dots;
}

/** What is filled of the cell of a block element or a braille sign, and how much it covers; null: the character is none. */
export function boxesOf(character: string): { readonly boxes: readonly Box[]; readonly opacity: number } | null {
  const code = character.charCodeAt(0);
  if (code >= BLANK_BRAILLE && code <= BLANK_BRAILLE + 0xff) return { boxes: dotsOf(code - BLANK_BRAILLE), opacity: 1 };
  if (code < 0x2580 || code > 0x259f) return null;
  const solid = (...boxes: Box[]): { boxes: Box[]; opacity: number } => ({ boxes, opacity: 1 });
  if (code === 0x2580) return solid([0, 0, 1, 0.5]);
  // Lower eighths up to the full block, then left ones down to one eighth.
  if (code <= 0x2588) return solid([0, 1 - (code - 0x2580) / 8, 1, (code - 0x2580) / 8]);
  if (code <= 0x258f) return solid([0, 0, (0x2590 - code) / 8, 1]);
  if (code === 0x2590) return solid([0.5, 0, 0.5, 1]);
  if (code <= 0x2593) return { boxes: [[0, 0, 1, 1]], opacity: (code - 0x2590) / 4 };
  if (code === 0x2594) return solid([0, 0, 1, 0.125]);
  if (code === 0x2595) return solid([0.875, 0, 0.125, 1]);
  return solid(...Array.from(QUADRANT_SIGNS[code - 0x2596] ?? '', (at) => QUADRANTS[Number(at)] ?? ([0, 0, 0, 0] as const)));
}

/** Lines from the middle of a cell's sides: left, right, up, down. Corners are round. */
const LINES: Readonly<Record<string, string>> = {
  '─': 'lr',
  '│': 'ud',
  '╭': 'rd',
  '╮': 'ld',
  '╰': 'ru',
  '╯': 'lu',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
  '┼': 'lrud',
  '├': 'rud',
  '┤': 'lud',
};

const SIDES: Readonly<Record<string, readonly [number, number]>> = { l: [0, 0.5], r: [1, 0.5], u: [0.5, 0], d: [0.5, 1] };

/** Where the lines of a frame's character end, in pairs of sides that a stroke joins; null: the character is none. */
export function strokesOf(
  character: string,
): readonly (readonly [readonly [number, number], readonly [number, number]])[] | null {
  const sides = LINES[character];
  if (sides === undefined) return null;
  const ends = Array.from(sides, (side) => SIDES[side] ?? ([0.5, 0.5] as const));
  const [a, b] = ends;
  if (a !== undefined && b !== undefined && ends.length === 2) return [[a, b]];
  return ends.map((end) => [end, [0.5, 0.5]] as const);
}
