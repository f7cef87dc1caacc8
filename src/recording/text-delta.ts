/**
 * fdinfo text as a difference from the text of the reading before. Between two ticks a busy client changes a few numbers in a text of
 * 20 to 60 lines and an idle one changes nothing; what is left is how far each number moved, which also packs better
 * than the number.
 */
import { LIMITS } from './format.js';
import { changesOf } from './list-delta.js';
import { Damage } from './shape.js';

/**
 * Nothing changed: absent. Same number of lines: pairs of line index and change, where a number is added to the last
 * run of digits in the line and a text replaces the line. Anything else: the whole new text.
 */
export type TextDelta = string | readonly (number | string)[];

/** The last run of digits, with what stands around it. Longer runs than a u64 has are no counters. */
const LAST_NUMBER = /^(.*?)(\d{1,20})(\D*)$/s;

/** The largest number of 20 digits, which is all that `LAST_NUMBER` finds. */
const LARGEST = 10n ** 20n - 1n;

/** The difference that makes `after` out of `before`; null when they are equal. */
export function diffText(before: string, after: string): TextDelta | null {
  if (before === after) return null;
  const old = before.split('\n');
  const now = after.split('\n');
  if (old.length !== now.length) return after;
  const changes: (number | string)[] = [];
  for (const [index, line] of now.entries()) {
    const was = old[index] ?? '';
    if (line !== was) changes.push(index, numberStep(was, line) ?? line);
  }
  return changes.length < now.length ? changes : after;
}

/** Undoes `diffText`. Throws `Damage` for a difference that does not fit the text. */
export function patchText(before: string, delta: unknown): string {
  const text = typeof delta === 'string' ? delta : patchLines(before, delta);
  if (text.length > LIMITS.textChars) throw new Damage(`a text of ${text.length} characters`);
  return text;
}

function patchLines(before: string, delta: unknown): string {
  if (!Array.isArray(delta)) throw new Damage('a text difference is neither a text nor a list');
  const lines = before.split('\n');
  for (const [index, change] of changesOf(delta)) {
    const line = lines[index];
    if (line === undefined) throw new Damage(`a text of ${lines.length} lines has no line ${index}`);
    lines[index] = typeof change === 'string' ? change : stepNumber(line, change);
  }
  return lines.join('\n');
}

/** How far the last number of a line moved, when that is all that changed and `stepNumber` can undo it to the digit. */
function numberStep(was: string, line: string): number | null {
  const [, head, from, tail] = LAST_NUMBER.exec(was) ?? [];
  if (head === undefined || from === undefined || tail === undefined) return null;
  if (!line.startsWith(head) || !line.endsWith(tail)) return null;
  const to = line.slice(head.length, line.length - tail.length);
  if (!isPlain(from) || !isPlain(to)) return null;
  const step = BigInt(to) - BigInt(from);
  return BigInt.asIntN(53, step) === step ? Number(step) : null;
}

function isPlain(digits: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(digits);
}

function stepNumber(line: string, step: unknown): string {
  const [, head, from, tail] = LAST_NUMBER.exec(line) ?? [];
  if (head === undefined || from === undefined || tail === undefined || !Number.isSafeInteger(step)) {
    throw new Damage('a number is to be added to a line that has none');
  }
  const to = BigInt(from) + BigInt(step as number);
  if (to < 0n || to > LARGEST) throw new Damage(`a number of a text comes out as ${to}`);
  return `${head}${to}${tail}`;
}
