/** Engine busyness of a device: the sum of its clients' ratios, each client once. */
import { sumWithUnknown } from '../activity.js';
import { KFD_BOUND } from '../occupant-use.js';
import type { Client, DeviceEngine, EngineUse } from '../snapshot.js';
import type { DeviceState } from '../state.js';

type Remembered = DeviceState['engines'];

/** What a look at every engine of every client tells beside the sums: it is taken once in a tick. */
export interface ClientsSeen {
  /** Every client shows engines and a ratio of each. */
  readonly isAllKnown: boolean;
  /** Some ratio is above 1. */
  readonly isSomeAbove1: boolean;
  /** Some counter was left out because it cannot be. */
  readonly isSomeImpossible: boolean;
}

interface Sum {
  ratio: number | null;
  capacity: number;
  basis: 'sample' | 'bound' | undefined;
  isUsed: boolean;
  isSomeUnknown: boolean;
}

/**
 * The engines of a device, and what to remember of them.
 *
 * An engine stays after its last client left, with ratio 0: nobody uses it. It is null while a client has it whose own
 * ratio is not known and none of the others did anything. Ratios are raw sums: below the truth, since the kernel's own work and the
 * last moments of closed clients are in no client.
 *
 * @param bound no more than this can be all that several compute processes do of which nothing better is known; null: there are none
 */
export function deviceEngines(
  clients: readonly Pick<Client, 'engines'>[],
  before: Remembered | undefined,
  bound: number | null = null,
): { readonly engines: ReadonlyMap<string, DeviceEngine>; readonly remembered: Remembered; readonly seen: ClientsSeen } {
  const sums = new Map<string, Sum>();
  for (const [name, { capacity, everKnown }] of before ?? []) sums.set(name, unused(everKnown ? 0 : null, capacity));
  let [isAllKnown, isSomeAbove1, isSomeImpossible] = [true, false, false];
  const add = ({ ratio, counters, basis, reason }: EngineUse, name: string): void => {
    let sum = sums.get(name);
    if (sum === undefined) sums.set(name, (sum = unused(null, 1)));
    // What is remembered of an unused engine is no part of the sum.
    if (!sum.isUsed) sum.ratio = null;
    sum.isUsed = true;
    if (ratio === null) {
      sum.isSomeUnknown = true;
      isAllKnown = false;
      if (reason === 'impossible') isSomeImpossible = true;
    } else {
      sum.ratio = (sum.ratio ?? 0) + ratio;
      if (ratio > 1) isSomeAbove1 = true;
    }
    if (basis === 'sample' || basis === 'bound') sum.basis = basis;
    sum.capacity = Math.max(sum.capacity, counters.capacity);
  };
  for (const client of clients) {
    if (client.engines.size === 0) isAllKnown = false;
    client.engines.forEach(add);
  }
  if (bound !== null)
    sums.set(KFD_BOUND, { ...unused(bound, 1), basis: 'bound', isSomeUnknown: sums.get(KFD_BOUND)?.isSomeUnknown === true });
  const engines = new Map<string, DeviceEngine>();
  const remembered = new Map<string, { capacity: number; everKnown: boolean }>();
  for (const [name, { ratio, capacity, basis, isSomeUnknown }] of sums) {
    remembered.set(name, { capacity, everKnown: ratio !== null || before?.get(name)?.everKnown === true });
    const known = sumWithUnknown(ratio, isSomeUnknown);
    engines.set(name, basis === undefined ? { ratio: known, capacity } : { ratio: known, capacity, basis });
  }
  return { engines, remembered, seen: { isAllKnown, isSomeAbove1, isSomeImpossible } };
}

function unused(ratio: number | null, capacity: number): Sum {
  return { ratio, capacity, basis: undefined, isUsed: false, isSomeUnknown: false };
}
