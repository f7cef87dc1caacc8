/**
 * Code points whose width nobody disputes.
 *
 * Terminals, string-width and blessed each count cells by their own version of Unicode. What is here is what they agree
 * on: stated as ranges, since blessed must not be loaded where there is no screen, and tested against it.
 */
import { cellWidth, graphemes } from './text.js';

/** `dropped`: a mark that some count as a cell. `doubtful`: anything else whose width depends on whom one asks. */
export type SteadyWidth = 0 | 1 | 2 | 'dropped' | 'doubtful';

/** Enough for the names on one machine; a process that invents characters must not fill the memory. */
const MAX_KNOWN = 4096;
const known = new Map<string, SteadyWidth>();

/** Cells of one code point, by a rule of its own, remembered. */
export function steadyWidth(character: string): SteadyWidth {
  let width = known.get(character);
  if (width === undefined) {
    width = findSteadyWidth(character);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(character, width);
  }
  return width;
}

function findSteadyWidth(character: string): SteadyWidth {
  const code = character.codePointAt(0) ?? 0;
  if (MARK.test(character)) return isWithin(code, STEADY_MARKS) ? 0 : 'dropped';
  if (UNSETTLED.test(character)) return 'doubtful';
  const cells = cellWidth(character);
  if (cells === 2) return isWithin(code, STEADY_WIDE) ? 2 : 'doubtful';
  if (cells !== 1 || isWithin(code, DOUBTFUL_NARROW)) return 'doubtful';
  return SPACING_MARK.test(character) || !joinsNeighbours(character) ? 1 : 'doubtful';
}

const MARK = /[\p{Mn}\p{Me}]/u;
const SPACING_MARK = /\p{Mc}/u;
const UNSETTLED = /[\p{Cn}\p{Co}\p{Regional_Indicator}\p{Emoji_Presentation}]/u;

/** Thai sara am, Indic prefixes and the like: letters that form one grapheme with whatever stands beside them. */
function joinsNeighbours(character: string): boolean {
  return [...graphemes(`a${character}a`)].length < 3;
}

function isWithin(code: number, ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/** Nonspacing marks of the scripts in daily use; zero cells wide in every version of Unicode. */
const STEADY_MARKS = [
  [0x0300, 0x036f], // Latin, Greek, Cyrillic
  [0x0483, 0x0486],
  [0x0591, 0x05bd], // Hebrew points
  [0x05bf, 0x05bf],
  [0x05c1, 0x05c2],
  [0x05c4, 0x05c5],
  [0x064b, 0x0652], // Arabic vowels
  [0x0670, 0x0670],
  [0x093c, 0x093c], // Devanagari
  [0x0941, 0x0948],
  [0x094d, 0x094d],
  [0x0e31, 0x0e31], // Thai
  [0x0e34, 0x0e3a],
  [0x0e47, 0x0e4e],
] as const;

/** Blocks that have been two cells wide since long before version 6. */
const STEADY_WIDE = [
  [0x3000, 0x3029], // CJK punctuation
  [0x3030, 0x303e],
  [0x3041, 0x3096], // Hiragana
  [0x309b, 0x30ff], // Katakana
  [0x3105, 0x312d], // Bopomofo
  [0x3131, 0x3163], // Hangul letters that do not conjoin
  [0x31f0, 0x31ff],
  [0x3220, 0x3247],
  [0x3250, 0x32fe],
  [0x3300, 0x4dbf], // Han, extension A
  [0x4e00, 0xa48c], // Han, Yi
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff],
  [0xfe30, 0xfe52],
  [0xff01, 0xff60], // full-width forms
  [0xffe0, 0xffe6],
  [0x20000, 0x2fffd], // Han, further planes
  [0x30000, 0x3fffd],
] as const;

/** One cell for some, none or two for others: conjoining jamo, and two marks that changed their class. */
const DOUBTFUL_NARROW = [
  [0x06de, 0x06de],
  [0x1100, 0x11ff],
  [0x1734, 0x1734],
  [0xa960, 0xa97c],
  [0xd7b0, 0xd7fb],
] as const;
