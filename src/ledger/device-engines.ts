/** Engine busyness of a device: the sum of its clients' ratios, each client once. */
import type { Client, DeviceEngine } from './snapshot.js';
import type { DeviceState } from './state.js';

type Remembered = DeviceState['engines'];

/**
 * The engines of a device, and what to remember of them.
 *
 * An engine stays after its last client left, with ratio 0: nobody uses it. It is null while a client has it whose own
 * ratio is not known and no other client's is. Ratios are raw sums: below the truth, since the kernel's own work and the
 * last moments of closed clients are in no client.
 */
export function deviceEngines(
  clients: readonly Pick<Client, 'engines'>[],
  before: Remembered | undefined,
): { readonly engines: ReadonlyMap<string, DeviceEngine>; readonly remembered: Remembered } {
  const engines = new Map<string, DeviceEngine>();
  for (const [name, { capacity, everKnown }] of before ?? []) engines.set(name, { ratio: everKnown ? 0 : null, capacity });
  const sums = new Map<string, number | null>();
  for (const client of clients) {
    for (const [name, use] of client.engines) {
      const sum = sums.get(name) ?? null;
      sums.set(name, use.ratio === null ? sum : (sum ?? 0) + use.ratio);
      engines.set(name, { ratio: null, capacity: Math.max(use.counters.capacity, engines.get(name)?.capacity ?? 1) });
    }
  }
  for (const [name, ratio] of sums) engines.set(name, { ratio, capacity: engines.get(name)?.capacity ?? 1 });
  const remembered = new Map<string, { capacity: number; everKnown: boolean }>();
  for (const [name, { ratio, capacity }] of engines) {
    remembered.set(name, { capacity, everKnown: ratio !== null || before?.get(name)?.everKnown === true });
  }
  return { engines, remembered };
}
