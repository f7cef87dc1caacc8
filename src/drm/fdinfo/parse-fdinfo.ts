/**
 * Reads the text of /proc/PID/fdinfo/N.
 *
 * The text comes from a kernel that may be newer than this program, from a recording, or from a tree that somebody
 * wrote by hand. So nothing here throws: a line that cannot be used costs that line, and is kept with the reason.
 *
 * The last line may lack its newline: then the text was cut short (at the reader's 64 KiB cap, or by a fault), since
 * the kernel ends every line. Such a line counts only where its unit proves the value whole (`12 ns`). A bare number
 * or a name may have lost its end, and half a client id is another client. A capacity is the exception: a part of it is
 * nearer the truth than the 1 that stands for a lost line, and trees written by hand often end behind it.
 *
 * It runs for each DRM fd in each tick, so it walks the text once, makes no intermediate list of lines, and expects the keys
 * in the order of the text before (key-cache.ts).
 */
import { afterBlanks, beforeBlanks, isBlank } from './blanks.js';
import type { Fdinfo } from './fdinfo.js';
import { newDraft, type Draft } from './fdinfo-draft.js';
import { BEGINNING, cachedKey, type CachedKey } from './key-cache.js';
import { readLegacyAmdgpu } from './legacy-amdgpu.js';
import { isWhole, type Reason } from './quantity.js';
import { readFastLine, standsAt } from './fast-line.js';

/** After so many keys that were not the expected ones a text is in an order of its own. */
const MOST_MISSES = 8;

/** Everything the text says. Never throws, whatever the text. Format: Documentation/gpu/drm-usage-stats.rst. */
export function parseFdinfo(text: string): Fdinfo {
  const draft = newDraft();
  let key = BEGINNING;
  let start = 0;
  let misses = 0;
  while (start < text.length) {
    const next = misses < MOST_MISSES ? key.next : null;
    const expected = next !== null && standsAt(text, start, next.head) ? next : null;
    if (expected === null) misses++;
    else {
      const after = readFastLine(draft, expected, text, start + expected.head.length);
      if (after !== -1) {
        key = expected;
        start = after;
        continue;
      }
    }
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    key = readLine(draft, text, start, end, expected, key);
    start = end + 1;
  }
  if (draft.driver === null) readLegacyAmdgpu(draft);
  return draft;
}

const CARRIAGE_RETURN = 13;

function isLineEnd(code: number): boolean {
  return isBlank(code) || code === CARRIAGE_RETURN;
}

/**
 * Reads any line.
 *
 * @param expected the key that the line is known to begin with, or null
 * @param before the key of the line before
 * @returns the line's key
 */
function readLine(
  draft: Draft,
  text: string,
  start: number,
  lineEnd: number,
  expected: CachedKey | null,
  before: CachedKey,
): CachedKey {
  // Files written by hand may end their lines as Windows does. Anywhere else a carriage return is part of somebody's name.
  let end = lineEnd;
  while (end > start && isLineEnd(text.charCodeAt(end - 1))) end--;
  const isCut = lineEnd === text.length;
  if (expected !== null) {
    const reason = readValue(draft, expected, text, start + expected.head.length, end, isCut);
    if (reason !== null) putBadLine(draft, text, start, end, reason);
    return expected;
  }
  const from = afterBlanks(text, start, end);
  if (from === end) return before;
  const colon = text.indexOf(':', from);
  if (colon === -1 || colon >= end) putBadLine(draft, text, from, end, 'no colon');
  else if (colon === from) putBadLine(draft, text, from, end, 'no key');
  else {
    const key = cachedKey(text.slice(from, beforeBlanks(text, from, colon)), before);
    const reason = readValue(draft, key, text, colon + 1, end, isCut);
    if (reason !== null) putBadLine(draft, text, from, end, reason);
    return key;
  }
  return before;
}

function putBadLine(draft: Draft, text: string, start: number, end: number, reason: Reason): void {
  draft.badLines.push({ line: text.slice(start, end), reason });
}

/** @returns why the value cannot be used, or null */
function readValue(draft: Draft, key: CachedKey, text: string, start: number, end: number, isCut: boolean): Reason | null {
  const from = afterBlanks(text, start, end);
  if (isCut && key.whenCut !== 'used' && (key.whenCut === 'lost' || !isWhole(text.slice(from, end)))) return 'cut short';
  return key.read(draft, key.name, text, from, end);
}
