/** Keys that were met, each with what it means: a driver prints the same ones for every client and in every tick. */
import { detached } from './detached-string.js';
import { ruleOf, type KeyRule } from './fdinfo-keys.js';

/**
 * More keys than all drivers print together, and longer ones. Others are looked at and not remembered: what a tree or a recording
 * holds is somebody's choice.
 */
const MOST_KEYS = 2048;
const LONGEST_KEY = 100;

const met = new Map<string, KeyRule>();

export function cachedRule(key: string): KeyRule {
  let rule = met.get(key);
  if (rule === undefined) {
    if (met.size >= MOST_KEYS || key.length > LONGEST_KEY) return ruleOf(key);
    const kept = detached(key);
    met.set(kept, (rule = ruleOf(kept)));
  }
  return rule;
}
