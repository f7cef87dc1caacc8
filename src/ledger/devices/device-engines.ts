/** Engine busyness of a device: the sum of its clients' ratios, each client once. */
import { sumWithUnknown } from '../activity.js';
import { ByName } from '../../measures/by-name.js';
import { Gathered } from '../../measures/gathered.js';
import { KFD_BOUND } from '../occupant-use.js';
import type { Client, DeviceEngine } from '../snapshot.js';
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
  readonly name: string;
  /** 0 where nothing is known. */
  ratio: number;
  isKnown: boolean;
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
): { readonly engines: ByName<DeviceEngine>; readonly remembered: Remembered; readonly seen: ClientsSeen } {
  const sums = new Gathered(unused);
  before?.forEach(({ capacity, everKnown }, name) => Object.assign(sums.one(name), { capacity, isKnown: everKnown }));
  let [isAllKnown, isSomeAbove1, isSomeImpossible] = [true, false, false];
  // By places: of all engines of all clients in each tick.
  for (const { engines } of clients) {
    const { list } = engines;
    if (list.length === 0) isAllKnown = false;
    const own = sums.of(engines.names);
    for (let i = 0; i < list.length; i++) {
      const [use, sum] = [list[i], own[i]];
      if (use === undefined || sum === undefined) break;
      const { ratio, counters, basis, reason } = use;
      // What is remembered of an unused engine is no part of the sum.
      if (!sum.isUsed) sum.isKnown = false;
      sum.isUsed = true;
      if (ratio === null) {
        sum.isSomeUnknown = true;
        isAllKnown = false;
        if (reason === 'impossible') isSomeImpossible = true;
      } else {
        sum.isKnown = true;
        sum.ratio += ratio;
        if (ratio > 1) isSomeAbove1 = true;
      }
      if (basis === 'sample' || basis === 'bound') sum.basis = basis;
      sum.capacity = Math.max(sum.capacity, counters.capacity);
    }
  }
  if (bound !== null) Object.assign(sums.one(KFD_BOUND), { ratio: bound, isKnown: true, capacity: 1, basis: 'bound' });
  const { all } = sums;
  const names = all.length === before?.names.length ? before.names : all.map(({ name }) => name);
  const remembered = all.map(({ isKnown, capacity }, i) => {
    return { capacity, everKnown: isKnown || before?.list[i]?.everKnown === true };
  });
  return {
    engines: new ByName(names, all.map(engineOf)),
    remembered: new ByName(names, remembered),
    seen: { isAllKnown, isSomeAbove1, isSomeImpossible },
  };
}

function engineOf({ isKnown, ratio, capacity, basis, isSomeUnknown }: Sum): DeviceEngine {
  const known = sumWithUnknown(isKnown ? ratio : null, isSomeUnknown);
  return basis === undefined ? { ratio: known, capacity } : { ratio: known, capacity, basis };
}

function unused(name: string): Sum {
  return { name, ratio: 0, isKnown: false, capacity: 1, basis: undefined, isUsed: false, isSomeUnknown: false };
}
