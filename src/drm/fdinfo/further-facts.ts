/** What is made of the keys that no rule knows: kinds of memory, and facts that stand in a key of their own. */
import type { ClientFactValues } from '../../measures/client-facts.js';
import { clientFacts, isFactKey } from './client-facts.js';
import type { Fdinfo } from './fdinfo.js';
import { isOtherMemoryKey, otherMemoryOf, type OtherMemory } from './other-memory.js';

export interface FurtherFacts {
  /** What they were read from. */
  readonly unknown: Fdinfo['unknown'];
  readonly otherMemory: OtherMemory;
  readonly facts: ClientFactValues;
}

/** Read again only where one of those keys says something else than before; other keys are nobody's. */
export function furtherFacts(fdinfo: Pick<Fdinfo, 'unknown'>, before: FurtherFacts | null): FurtherFacts {
  const { unknown } = fdinfo;
  if (before !== null && isSame(before.unknown, unknown)) return before;
  return { unknown, otherMemory: otherMemoryOf(fdinfo), facts: clientFacts(fdinfo) };
}

function isSame(before: Fdinfo['unknown'], now: Fdinfo['unknown']): boolean {
  if (before === now) return true;
  if (before.names !== now.names) return false;
  for (const place of placesIn(now.names)) if (before.list[place] !== now.list[place]) return false;
  return true;
}

const known = new WeakMap<readonly string[], readonly number[]>();

/** Where those keys stand. */
function placesIn(names: readonly string[]): readonly number[] {
  let places = known.get(names);
  if (places === undefined) {
    places = names.flatMap((name, place) => (isFactKey(name) || isOtherMemoryKey(name) ? [place] : []));
    known.set(names, places);
  }
  return places;
}
