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
 * It runs for each DRM fd in each tick, so it walks the text once and makes no intermediate list of lines.
 */
import { afterBlanks, beforeBlanks, isBlank } from './blanks.js';
import type { Fdinfo } from './fdinfo.js';
import { finished, newDraft, type Draft } from './fdinfo-draft.js';
import type { KeyRule } from './fdinfo-keys.js';
import { cachedRule } from './key-cache.js';
import { readLegacyAmdgpu } from './legacy-amdgpu.js';
import { isWhole, type Reason } from './quantity.js';

/** Everything the text says. Never throws, whatever the text. Format: Documentation/gpu/drm-usage-stats.rst. */
export function parseFdinfo(text: string): Fdinfo {
  return parseLines(text, null);
}

/** A line that was used, and where its value stands. */
export interface ReadLine {
  readonly rule: KeyRule;
  readonly start: number;
  readonly end: number;
}

/**
 * The same.
 *
 * @param lines gets the lines of the text that were used, where it is not null; none of a text without a driver, of which a key alone does
 * not say what its line means
 */
export function parseLines(text: string, lines: ReadLine[] | null): Fdinfo {
  const draft = newDraft();
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    readLine(draft, text, start, end, lines);
    start = end + 1;
  }
  if (draft.driver === null) {
    readLegacyAmdgpu(draft);
    if (lines !== null) lines.length = 0;
  }
  return finished(draft);
}

const CARRIAGE_RETURN = 13;

function isLineEnd(code: number): boolean {
  return isBlank(code) || code === CARRIAGE_RETURN;
}

function readLine(draft: Draft, text: string, start: number, lineEnd: number, lines: ReadLine[] | null): void {
  // Files written by hand may end their lines as Windows does. Anywhere else a carriage return is part of somebody's name.
  let end = lineEnd;
  while (end > start && isLineEnd(text.charCodeAt(end - 1))) end--;
  const from = afterBlanks(text, start, end);
  if (from === end) return;
  const colon = text.indexOf(':', from);
  if (colon === -1 || colon >= end) putBadLine(draft, text, from, end, 'no colon');
  else if (colon === from) putBadLine(draft, text, from, end, 'no key');
  else {
    const rule = cachedRule(text.slice(from, beforeBlanks(text, from, colon)));
    const value = afterBlanks(text, colon + 1, end);
    const reason = readValue(draft, rule, text, value, end, lineEnd === text.length);
    if (reason !== null) putBadLine(draft, text, from, end, reason);
    else lines?.push({ rule, start: value, end });
  }
}

function putBadLine(draft: Draft, text: string, start: number, end: number, reason: Reason): void {
  draft.badLines.push({ line: text.slice(start, end), reason });
}

/** @returns why the value cannot be used, or null */
function readValue(draft: Draft, rule: KeyRule, text: string, start: number, end: number, isCut: boolean): Reason | null {
  if (isCut && rule.whenCut !== 'used' && (rule.whenCut === 'lost' || !isWhole(text.slice(start, end)))) return 'cut short';
  return rule.read(draft, rule.name, text, start, end);
}
