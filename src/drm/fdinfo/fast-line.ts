/** Lines as drivers print them: the key that is expected, digits, perhaps the usual unit. Anything else is parse-fdinfo.ts's to read. */
import { afterBlanks } from './blanks.js';
import type { Draft } from './fdinfo-draft.js';
import type { CachedKey } from './key-cache.js';
import { digitsEnd, EXACT_DIGITS, numberFrom } from './quantity.js';

const NEWLINE = 10;
const COLON = 58;

/**
 * True when the line that begins at `start` begins with `head`. A search that ends where it begins takes a third of the time of
 * `startsWith` [measured, Node 20]. One that does not goes through the whole text: the colon spares most of those, and the caller allows
 * only a few.
 */
export function standsAt(text: string, start: number, head: string): boolean {
  return text.charCodeAt(start + head.length - 1) === COLON && text.indexOf(head, start) === start;
}

/**
 * Reads the value that begins at `start` and its line's end, if they are as usual for the key.
 *
 * @returns where the next line begins; -1: they are not, and nothing was read
 */
export function readFastLine(draft: Draft, { name, usual }: CachedKey, text: string, start: number): number {
  if (usual === null) return -1;
  const digits = afterBlanks(text, start, text.length);
  let at = digitsEnd(text, digits, text.length);
  if (at === digits || at - digits > EXACT_DIGITS) return -1;
  let value = numberFrom(text, digits, at);
  if (text.charCodeAt(at) !== NEWLINE) {
    if (!continuesWith(text, at, usual.ending)) return -1;
    value *= usual.factor;
    if (value > Number.MAX_SAFE_INTEGER) return -1;
    at += usual.ending.length - 1;
  }
  usual.put(draft, name, value);
  return at + 1;
}

/** For a few characters only. */
function continuesWith(text: string, start: number, ending: string): boolean {
  for (let at = 0; at < ending.length; at++) if (text.charCodeAt(start + at) !== ending.charCodeAt(at)) return false;
  return true;
}
