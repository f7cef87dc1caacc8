/** Lines as drivers print them: the key that is expected, digits, perhaps the usual unit. Anything else is parse-fdinfo.ts's to read. */
import type { Draft } from './fdinfo-keys.js';
import type { MetKey } from './key-memo.js';
import { EXACT_DIGITS, isBlank, ZERO } from './quantity.js';

const NEWLINE = 10;

/**
 * Reads a line that begins at `start` with the head of `key`.
 *
 * @returns where the next line begins; -1: the line is not such a one, and nothing was read
 */
export function readUsualLine(draft: Draft, { head, name, usual }: MetKey, text: string, start: number): number {
  if (usual === null) return -1;
  let at = start + head.length;
  while (isBlank(text.charCodeAt(at))) at++;
  const digits = at;
  let value = 0;
  // At the end of the text the digit is NaN.
  for (let digit = text.charCodeAt(at) - ZERO; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - ZERO) {
    value = value * 10 + digit;
  }
  if (at === digits || at - digits > EXACT_DIGITS) return -1;
  if (text.charCodeAt(at) !== NEWLINE) {
    if (!text.startsWith(usual.ending, at)) return -1;
    value *= usual.factor;
    if (value > Number.MAX_SAFE_INTEGER) return -1;
    at += usual.ending.length - 1;
  }
  usual.put(draft, name, value);
  return at + 1;
}
