/**
 * Keys that were met, each with the key that stood behind it last.
 *
 * A driver prints the same keys in the same order for every client and in every tick. So the reader expects the key that
 * followed last time, and where it is there, it need not be cut out of the text and looked up again: with 200 clients that
 * is most of the work of reading. What a text says never depends on what is remembered, only the time it takes.
 */
import { ruleOf, type KeyRule } from './fdinfo-keys.js';

export interface MetKey extends KeyRule {
  /** The key and its colon, as they begin a line. */
  readonly head: string;
  /** The key of the next line, the last time. */
  next: MetKey | null;
}

/** More than all drivers print together. Further ones are not remembered: a process may print what it likes in a tree. */
const MOST_KEYS = 2048;

const met = new Map<string, MetKey>();

/** The key before the first one. */
export const BEGINNING: MetKey = { ...ruleOf(''), head: '', next: null };

/** @param before the key of the line before, or `BEGINNING` */
export function metKey(key: string, before: MetKey): MetKey {
  let found = met.get(key);
  if (found === undefined) {
    // A copy: a part of the fdinfo's text would keep all of it in memory.
    const own = JSON.parse(JSON.stringify(key)) as string;
    found = { ...ruleOf(own), head: `${own}:`, next: null };
    if (met.size >= MOST_KEYS) return found;
    met.set(own, found);
  }
  before.next = found;
  return found;
}
