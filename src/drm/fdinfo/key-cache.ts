/**
 * Keys that were met, each with the key that stood behind it last.
 *
 * A driver prints the same keys in the same order for every client and in every tick. So the reader expects the key that
 * followed last time, and where it is there, it need not be cut out of the text and looked up again: with 200 clients that
 * is most of the work of reading. What a text says never depends on what is remembered, only the time it takes.
 */
import { ruleOf, type KeyRule } from './fdinfo-keys.js';
import { detached } from './detached-string.js';

export interface CachedKey extends KeyRule {
  /** The key and its colon, as they begin a line. */
  readonly head: string;
  /** The key of the next line, the last time. */
  next: CachedKey | null;
}

/**
 * More keys than all drivers print together, and longer ones. Others are looked at and not remembered: what a tree or a recording
 * holds is somebody's choice.
 */
const MOST_KEYS = 2048;
const LONGEST_KEY = 100;

const met = new Map<string, CachedKey>();

/** The key before the first one. */
export const BEGINNING: CachedKey = madeOf('');

/** @param before the key of the line before, or `BEGINNING` */
export function cachedKey(key: string, before: CachedKey): CachedKey {
  let found = met.get(key);
  if (found === undefined) {
    if (met.size >= MOST_KEYS || key.length > LONGEST_KEY) return madeOf(key);
    found = madeOf(detached(key));
    met.set(found.head.slice(0, -1), found);
  }
  before.next = found;
  return found;
}

function madeOf(key: string): CachedKey {
  return { ...ruleOf(key), head: `${key}:`, next: null };
}
