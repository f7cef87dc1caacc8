/** Engine busyness of a device: the sum of its clients' ratios, each client once. */
import { sumWithUnknown } from '../activity.js';
import { KFD_BOUND } from '../occupant-use.js';
import type { Client, DeviceEngine } from '../snapshot.js';
import type { DeviceState } from '../state.js';

type Remembered = DeviceState['engines'];

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
): { readonly engines: ReadonlyMap<string, DeviceEngine>; readonly remembered: Remembered } {
  const engines = new Map<string, { ratio: number | null; capacity: number; basis?: 'sample' | 'bound' }>();
  for (const [name, { capacity, everKnown }] of before ?? []) engines.set(name, { ratio: everKnown ? 0 : null, capacity });
  const used = new Set<string>();
  const unknown = new Set<string>();
  for (const client of clients) {
    client.engines.forEach(({ ratio, counters, basis }, name) => {
      let engine = engines.get(name);
      if (engine === undefined) engines.set(name, (engine = { ratio: null, capacity: 1 }));
      // What is remembered of an unused engine is no part of the sum.
      if (!used.has(name)) engine.ratio = null;
      used.add(name);
      if (ratio === null) unknown.add(name);
      else engine.ratio = (engine.ratio ?? 0) + ratio;
      if (basis === 'sample' || basis === 'bound') engine.basis = basis;
      engine.capacity = Math.max(engine.capacity, counters.capacity);
    });
  }
  if (bound !== null) engines.set(KFD_BOUND, { ratio: bound, capacity: 1, basis: 'bound' });
  const remembered = new Map<string, { capacity: number; everKnown: boolean }>();
  for (const [name, engine] of engines) {
    const { ratio, capacity } = engine;
    remembered.set(name, { capacity, everKnown: ratio !== null || before?.get(name)?.everKnown === true });
    engine.ratio = sumWithUnknown(ratio, unknown.has(name));
  }
  return { engines, remembered };
}
