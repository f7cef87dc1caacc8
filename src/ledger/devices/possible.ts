/**
 * What a device can be at all. Sensors overflow, energy counters jump, firmware prints 65535: such a figure is unknown, is counted,
 * and is named on the page `w`. All bounds stand in the registry of facts: of single figures, and how two of them bind each other.
 */
import type { DeviceMemory } from '../../drm/devices/device-facts.js';
import { BOUNDED_FACTS, MEASURED_FACTS, type DeviceFactValues, type MeasuredFact } from '../../measures/device-facts.js';
import type { Impossible } from '../snapshot.js';

/** Shares of time that two clocks measure may be a little above the whole. */
const SLACK: Readonly<Partial<Record<keyof DeviceFactValues, number>>> = { busyRatio: 0.25 };

export interface Possible<T> {
  readonly facts: T;
  readonly impossible: readonly Impossible[];
}

/** The facts of a device without those that cannot be. */
export function possibleFacts<T extends DeviceFactValues>(device: string, facts: T): Possible<T> {
  const found: Impossible[] = [];
  const better: Record<string, unknown> = {};
  for (const measured of MEASURED_FACTS) {
    // By places, as in device-facts.ts.
    const key = measured[0];
    const fact = measured[1];
    const value = facts[key] as number | ReadonlyMap<string, number> | null;
    if (typeof value === 'number') {
      if (isWithin(value, measured)) continue;
      found.push({ device, kind: fact.name, what: `${fact.title.toLowerCase()} ${value}` });
      better[key] = null;
    } else if (value !== null && value.size > 0) {
      const wrong = [...value].filter(([, each]) => !isWithin(each, measured));
      for (const [name, each] of wrong)
        found.push({ device, kind: fact.name, what: `${fact.title.toLowerCase()} ${name} ${each}` });
      if (wrong.length > 0) better[key] = new Map([...value].filter(([, each]) => isWithin(each, measured)));
    }
  }
  const within: DeviceFactValues = found.length === 0 ? facts : { ...facts, ...better };
  for (const { key, fact, limitKey, mostOver } of BOUNDED_FACTS) {
    const value = within[key];
    const limit = within[limitKey];
    if (typeof value !== 'number' || typeof limit !== 'number' || limit <= 0 || value <= limit * mostOver) continue;
    found.push({ device, kind: fact.name, what: `${fact.title.toLowerCase()} ${value} under a limit of ${limit}` });
    better[key] = null;
  }
  return { facts: found.length === 0 ? facts : { ...facts, ...better }, impossible: found };
}

function isWithin(value: number, measured: MeasuredFact): boolean {
  const fact = measured[1];
  return value >= fact.min && value <= fact.max + (SLACK[measured[0]] ?? 0);
}

/** Beyond 2^53 a size is not exact, and no memory is as large. */
function isSize(bytes: number | null): bytes is number {
  return bytes !== null && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER;
}

/** Memory that a driver says is in use, without what is more than there is. Sums over clients count shared buffers twice and stay. */
export function possibleMemory(
  device: string,
  memory: ReadonlyMap<string, DeviceMemory>,
): Possible<ReadonlyMap<string, DeviceMemory>> {
  const found: Impossible[] = [];
  const better = new Map(memory);
  for (const [region, { usedBytes, totalBytes }] of memory) {
    const total = isSize(totalBytes) ? totalBytes : null;
    const used = isSize(usedBytes) && (total === null || usedBytes <= total) ? usedBytes : null;
    if (used === usedBytes && total === totalBytes) continue;
    found.push({ device, kind: 'memory', what: `${region} in use ${usedBytes} of ${String(totalBytes)} bytes` });
    better.set(region, { usedBytes: used, totalBytes: total });
  }
  return { facts: found.length === 0 ? memory : better, impossible: found };
}
