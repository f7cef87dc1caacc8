/** Facts of a client that stand in a key of their own (measures/client-facts.ts). */
import { CLIENT_FACTS, type ClientFactValues, NO_CLIENT_FACTS } from '../../measures/client-facts.js';
import type { Fdinfo } from './fdinfo.js';
import { readBytes, readInteger } from './quantity.js';

const READERS = { bytes: readBytes, count: readInteger };

/** Whether a key tells one of them. */
export function isFactKey(key: string): boolean {
  return CLIENT_FACTS.some(({ fdinfoKey }) => fdinfoKey === key);
}

/** Asked of each client in each tick; most say none. A value that is no number of its unit is unknown. */
export function clientFacts({ unknown }: Pick<Fdinfo, 'unknown'>): ClientFactValues {
  let facts: Map<string, number> | null = null;
  for (const { fdinfoKey, unit, name } of CLIENT_FACTS) {
    const text = unknown.get(fdinfoKey);
    const value = text === undefined ? null : READERS[unit](text);
    if (typeof value === 'number') (facts ??= new Map<string, number>()).set(name, value);
  }
  return facts ?? NO_CLIENT_FACTS;
}
