/**
 * Numbers of several clients as one. Sums are over what is known; where nothing is known, or nothing but 0 beside something unknown,
 * the result is null.
 */
import { bytesInUse } from '../../drm/fdinfo/bytes-in-use.js';
import { sumWithUnknown } from '../../ledger/activity.js';
import { busyTime } from '../../ledger/busy.js';
import type { Client, EngineUse } from '../../ledger/snapshot.js';

export function sumEngines(clients: readonly Client[]): Map<string, number | null> {
  return sumBy(clients, ({ ratio }) => ratio);
}

/** Of each engine the sum of what is known. */
function sumBy(clients: readonly Client[], ratioOf: (use: EngineUse) => number | null): Map<string, number | null> {
  const sums = new Map<string, number | null>();
  const unknown: string[] = [];
  const add = (use: EngineUse, name: string): void => {
    const ratio = ratioOf(use);
    const sum = sums.get(name) ?? null;
    sums.set(name, ratio === null ? sum : (sum ?? 0) + ratio);
    if (ratio === null) unknown.push(name);
  };
  for (const { engines } of clients) engines.forEach(add);
  for (const name of unknown) sums.set(name, sumWithUnknown(sums.get(name) ?? null, true));
  return sums;
}

/** The highest ratio among engines. */
export function highest<T>(engines: readonly T[], ratioOf: (engine: T) => number | null): number | null {
  let most = -1;
  let someUnknown = false;
  // By places: of each row in each frame.
  const { length } = engines;
  for (let i = 0; i < length; i++) {
    const ratio = ratioOf(engines[i] as T);
    if (ratio === null) someUnknown = true;
    else if (ratio > most) most = ratio;
  }
  return sumWithUnknown(most < 0 ? null : most, someUnknown);
}

export function sumMemory(clients: readonly Client[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const client of clients) {
    for (const [name, region] of client.memory) {
      const used = bytesInUse(region);
      if (used !== null) sums.set(name, (sums.get(name) ?? 0) + used);
    }
  }
  return sums;
}

/** Memory of everybody in the cgroups of some clients, by region of their device: what the kernel counts there, each buffer once. */
export function cgroupMemory(clients: readonly Client[]): Map<string, number> {
  const sums = new Map<string, number>();
  const counted = new Set<number>();
  for (const { owner, device, host } of clients) {
    if (owner.dmem === undefined) return new Map();
    if (counted.has(owner.dmem.cgroup)) continue;
    counted.add(owner.dmem.cgroup);
    const prefix = `${host === undefined ? device : device.slice(host.length + 1)}/`;
    owner.dmem.usedBytes.forEach((bytes, name) => {
      const region = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      if (region !== '') sums.set(region, (sums.get(region) ?? 0) + bytes);
    });
  }
  return sums;
}

export function sumGpuTime(clients: readonly Client[]): bigint | null {
  let sum: bigint | null = null;
  for (const client of clients) {
    for (const { counters } of client.engines.values()) {
      if (counters.busyNs !== null) sum = (sum ?? 0n) + counters.busyNs;
    }
  }
  return sum;
}

/** Each process once, however many clients it owns. */
export function sumCpu(clients: readonly Client[]): number | null {
  const counted = new Set<number>();
  let sum: number | null = null;
  for (const { owner, ownerCpuRatio } of clients) {
    if (ownerCpuRatio === null || counted.has(owner.pid)) continue;
    counted.add(owner.pid);
    sum = (sum ?? 0) + ownerCpuRatio;
  }
  return sum;
}

/** The busiest engine of several clients together, by shares of time alone. */
export function busiestOf(clients: readonly Client[]): number | null {
  return highest([...sumBy(clients, busyTime).values()], (ratio) => ratio);
}
