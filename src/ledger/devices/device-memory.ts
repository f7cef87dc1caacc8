/** Memory in use on a device. */
import { bytesInUse } from '../../drm/fdinfo/bytes-in-use.js';
import type { RegionBytes } from '../../drm/fdinfo/fdinfo.js';
import type { DeviceMemory } from '../../drm/devices/device-facts.js';
import type { Client } from '../snapshot.js';

/**
 * A device's memory by region: the driver's own figures where /sys has them, else the sum over its clients. In a sum a
 * buffer shared by two clients counts twice, and memory of the kernel itself is missing.
 */
export function deviceMemory(
  facts: ReadonlyMap<string, DeviceMemory>,
  clients: readonly Pick<Client, 'memory'>[],
): ReadonlyMap<string, DeviceMemory> {
  const sums = new Map<string, number>();
  const add = (region: Readonly<RegionBytes>, name: string): void => {
    const bytes = bytesInUse(region);
    if (bytes === null) return;
    const sum = sums.get(name);
    // Most regions of most clients are empty.
    if (sum === undefined) sums.set(name, Math.min(bytes, Number.MAX_SAFE_INTEGER));
    else if (bytes > 0) sums.set(name, Math.min(sum + bytes, Number.MAX_SAFE_INTEGER));
  };
  // Of all regions of all clients in each tick: `forEach` of a map makes no pair for each entry.
  for (const { memory } of clients) memory.forEach(add);
  const memory = new Map<string, DeviceMemory>();
  for (const [name, { usedBytes, totalBytes }] of facts) {
    memory.set(name, { usedBytes: usedBytes ?? sums.get(name) ?? null, totalBytes });
  }
  for (const [name, usedBytes] of sums) if (!memory.has(name)) memory.set(name, { usedBytes, totalBytes: null });
  return memory;
}
