/**
 * The one sanitiser: everything another process wrote (comm, command lines, client names, engine and region names, unit
 * names, link texts) passes through here before it reaches a terminal, a CSV cell, a log line or a file name.
 *
 * Contract of `oneLine`, for any JavaScript string:
 *   1. The result is one line: tab, newline, and every Unicode separator become a plain space.
 *   2. No control character is left: C0, DEL and C1 become `·`, one for one. So an escape sequence stays readable as
 *      `·[31m` and harmless. It is not parsed and removed: a parser of escape sequences can be fooled, and an unterminated
 *      one would hide the rest of the text.
 *   3. Nothing invisible is left: bidi controls, zero-width and other format characters, variation selectors, tags and
 *      Hangul fillers are dropped.
 *   4. Lone surrogates become U+FFFD, which itself is kept.
 *   5. At most `MAX_MARKS` combining marks stand behind each other.
 *   6. At most `maxLength` UTF-16 units; a cut text ends in `…`.
 *   7. Applying it again changes nothing.
 *
 * `printable` keeps all of that and adds what a screen made of cells needs:
 *   8. Every terminal and every library agrees on the width. Terminals, `string-width` and blessed count by different
 *      versions of Unicode (blessed by version 6), and one emoji counted 1 here and 2 there shifts the rest of the row. So a
 *      grapheme stays only if its code points have had the same width in all versions, and its width is their sum;
 *      any other becomes one `·`. Emoji, flags, conjoining jamo, private use and unassigned code points go; Latin,
 *      Greek, Cyrillic, Hebrew, Arabic, kana, Han, Hangul syllables and symbols such as `é ✓ ─` stay.
 *   9. The width of two such texts side by side is the sum of theirs (no letter that joins the one before or after).
 *
 * Markup of a widget library (blessed's `{red-fg}`) is ordinary text here: whoever draws must not interpret tags.
 */
import { steadyWidth } from './steady-width.js';
import { graphemes, PLAIN } from './text.js';

/** Combining marks kept on one base: enough for every living script, too few to paint over other lines. */
export const MAX_MARKS = 3;

/** Longest text that leaves the sanitiser, in UTF-16 units: the kernel's own cap on a command line that people see. */
export const MAX_LENGTH = 4096;

const UNWANTED = /[\p{Cc}\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Cs}]/gu;
const LINE_SPACE = /[\t-\r\x85\p{Z}]/u;
const SPACING_MARK = /\p{Mc}/u;
const MARK_FLOOD = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');

/**
 * One line of harmless text, for CSV, logs and file names: rules 1 to 7 of the contract above.
 *
 * @param maxLength in UTF-16 units, at least 1
 */
export function oneLine(text: string, maxLength: number = MAX_LENGTH): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  if (PLAIN.test(short)) return short;
  return short.replace(UNWANTED, replaceUnwanted).replace(MARK_FLOOD, '$1');
}

/**
 * One line of harmless text whose width is beyond doubt, for anything made of cells: rules 1 to 9 of the contract above.
 *
 * @param maxLength in UTF-16 units, at least 1
 */
export function printable(text: string, maxLength: number = MAX_LENGTH): string {
  if (text.length <= maxLength && PLAIN.test(text)) return text;
  const line = oneLine(text, maxLength);
  let out = '';
  for (const grapheme of graphemes(line)) out += PLAIN.test(grapheme) ? grapheme : steady(grapheme);
  return out;
}

function replaceUnwanted(character: string): string {
  if (LINE_SPACE.test(character)) return ' ';
  if (character < '\xa0') return '·';
  return character.length === 1 && character >= '\ud800' && character <= '\udfff' ? '\ufffd' : '';
}

/** The grapheme without marks nobody agrees on, or `·`. Marks without a base are dropped. */
function steady(grapheme: string): string {
  let kept = '';
  for (const character of grapheme) {
    const width = steadyWidth(character);
    if (width === 'doubtful') return '·';
    if (width === 'dropped' || (width === 0 && kept === '')) continue;
    // Two letters in one grapheme (a Devanagari conjunct): one cell for some, two for others.
    if (width > 0 && kept !== '' && !SPACING_MARK.test(character)) return '·';
    kept += character;
  }
  return kept;
}
