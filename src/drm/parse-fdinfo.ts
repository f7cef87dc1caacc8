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
import type { Fdinfo } from './fdinfo.js';
import { EXACT_RULES, NAMED_RULES, newDraft, type Draft } from './fdinfo-keys.js';
import { readLegacyAmdgpu } from './legacy-amdgpu.js';
import { isWhole, type Reason } from './quantity.js';

/** Everything the text says. Never throws, whatever the text. Format: Documentation/gpu/drm-usage-stats.rst. */
export function parseFdinfo(text: string): Fdinfo {
  const draft = newDraft();
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    readLine(draft, text, start, end, newline === -1);
    start = end + 1;
  }
  if (draft.driver === null) readLegacyAmdgpu(draft);
  return draft;
}

const SPACE = 32;
const TAB = 9;
const CARRIAGE_RETURN = 13;

const CUT: Reason = 'cut short';

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function isLineEnd(code: number): boolean {
  return isBlank(code) || code === CARRIAGE_RETURN;
}

/** The part from `start` to `end` without blanks around it. Not String.trim: a client's name may hold Unicode spaces. */
function trimmed(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function readLine(draft: Draft, text: string, start: number, end: number, isCut: boolean): void {
  // Files written by hand may end their lines as Windows does. Anywhere else a carriage return is part of somebody's name.
  while (end > start && isLineEnd(text.charCodeAt(end - 1))) end--;
  let colon = text.indexOf(':', start);
  if (colon === -1 || colon > end) colon = end;
  const key = trimmed(text, start, colon);
  const value = trimmed(text, colon + 1, end);
  if (colon === end && key === '') return;
  const reason = colon === end ? 'no colon' : key === '' ? 'no key' : readPair(draft, key, value, isCut);
  if (reason !== null) draft.badLines.push({ line: trimmed(text, start, end), reason });
}

function readPair(draft: Draft, key: string, value: string, isCut: boolean): Reason | null {
  // Most lines name an engine or a region, so those are asked for first: one look-up with a short key.
  const word = key.startsWith('drm-') ? wordOf(key) : '';
  const named = word === '' ? undefined : NAMED_RULES.get(word);
  // White space in a key means that it is not one of the standard's, whatever it starts with.
  if (named !== undefined && !key.includes(' ') && !key.includes('\t')) {
    if (isCut && !isWhole(value) && word !== 'engine-capacity') return CUT;
    const name = key.slice('drm-'.length + word.length + 1);
    return name === '' ? 'no name of an engine or region' : named(draft, name, value);
  }
  const exact = EXACT_RULES.get(key);
  if (isCut && (exact !== undefined || !isWhole(value))) return CUT;
  if (exact !== undefined) return exact(draft, value);
  if (!draft.unknown.has(key)) draft.unknown.set(key, value);
  return null;
}

/** `engine` of `drm-engine-gfx`, `engine-capacity` of `drm-engine-capacity-video`, '' of a key without a name. */
function wordOf(key: string): string {
  if (key.startsWith('drm-engine-capacity-')) return 'engine-capacity';
  if (key.startsWith('drm-total-cycles-')) return 'total-cycles';
  const dash = key.indexOf('-', 'drm-'.length);
  return dash === -1 ? '' : key.slice('drm-'.length, dash);
}
