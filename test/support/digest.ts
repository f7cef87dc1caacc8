/** A fingerprint of a sweep that does not change when facts are added which the sweep does not have. */
import { createHash } from 'node:crypto';
import { deviceFacts } from '../../src/measures/device-facts.js';

/** Facts that are an empty map where they are not known. */
const MAPS = new Set<string>(deviceFacts().flatMap(([key, { kind }]) => (kind === 'numbers' ? [key] : [])));

/** Keys sorted, maps as sorted pairs, bigints as text, nulls left out. */
function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map((entry) => canonical(entry));
  if (value instanceof Map) return canonical(Object.fromEntries(value as Map<string, unknown>));
  if (typeof value !== 'object' || value === null) return value;
  // A unit was a text when the fingerprints were taken.
  if ('kind' in value && 'parts' in value && 'text' in value) return value.text;
  const entries = Object.entries(value).filter(
    ([key, entry]) => entry !== null && !(MAPS.has(key) && entry instanceof Map && entry.size === 0),
  );
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, canonical(entry)]);
}

export function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(value)))
    .digest('hex');
}
