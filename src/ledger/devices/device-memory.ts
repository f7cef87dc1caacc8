/** Memory in use on a device. */
import { bytesInUse } from '../../drm/fdinfo/bytes-in-use.js';
import { ByName } from '../../measures/by-name.js';
import { Gathered } from '../../measures/gathered.js';
import type { DeviceMemory } from '../../drm/devices/device-facts.js';
import type { Client } from '../snapshot.js';

/**
 * A device's memory by region: the driver's own figures where /sys has them, else the sum over its clients. In a sum a
 * buffer shared by two clients counts twice, and memory of the kernel itself is missing.
 */
export function deviceMemory(
  facts: ReadonlyMap<string, DeviceMemory>,
  clients: readonly Pick<Client, 'memory'>[],
): ByName<DeviceMemory> {
  const sums = new Gathered(unknown);
  /** In the order in which something became known of them. */
  const known: RegionSum[] = [];
  // By places: of all regions of all clients in each tick.
  for (const { memory } of clients) {
    const { list } = memory;
    const own = sums.of(memory.names);
    for (let i = 0; i < list.length; i++) {
      const [region, sum] = [list[i], own[i]];
      if (region === undefined || sum === undefined) break;
      const bytes = bytesInUse(region);
      // Most regions of most clients are empty.
      if (bytes === null || (bytes === 0 && sum.isKnown)) continue;
      if (!sum.isKnown) known.push(sum);
      sum.isKnown = true;
      sum.bytes = Math.min(sum.bytes + bytes, Number.MAX_SAFE_INTEGER);
    }
  }
  const memory = new Map<string, DeviceMemory>();
  for (const [name, { usedBytes, totalBytes }] of facts) {
    const sum = sums.one(name);
    memory.set(name, { usedBytes: usedBytes ?? (sum.isKnown ? sum.bytes : null), totalBytes });
  }
  for (const { name, bytes } of known) if (!memory.has(name)) memory.set(name, { usedBytes: bytes, totalBytes: null });
  return ByName.of(memory);
}

interface RegionSum {
  readonly name: string;
  bytes: number;
  isKnown: boolean;
}

function unknown(name: string): RegionSum {
  return { name, bytes: 0, isKnown: false };
}
