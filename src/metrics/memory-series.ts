/** Memory of some clients, by device, region and kind. */
import type { RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { Client } from '../ledger/snapshot.js';

export interface MemorySeries {
  readonly device: string;
  readonly region: string;
  readonly kind: 'total' | 'shared' | 'resident' | 'purgeable' | 'active';
  /** Sum over the clients. Shared memory counts in each client that maps it. */
  readonly bytes: number;
}

/** `drm-memory-*` is an old name of resident and never added to it. */
const KINDS: readonly (readonly [MemorySeries['kind'], (region: Readonly<RegionBytes>) => number | null])[] = [
  ['total', ({ totalBytes }) => totalBytes],
  ['shared', ({ sharedBytes }) => sharedBytes],
  ['resident', ({ residentBytes, memoryBytes }) => residentBytes ?? memoryBytes],
  ['purgeable', ({ purgeableBytes }) => purgeableBytes],
  ['active', ({ activeBytes }) => activeBytes],
];

/**
 * The sums of all regions and kinds that some client printed. A region in which none has anything is left out: amdgpu prints eight, of
 * which most are always 0.
 */
export function memorySeries(clients: readonly Client[]): MemorySeries[] {
  const sums = new Map<string, MemorySeries>();
  for (const { device, memory } of clients) {
    for (const [region, kinds] of memory) {
      if (Object.values(kinds).every((bytes) => bytes === null || bytes === 0)) continue;
      for (const [kind, pick] of KINDS) {
        const bytes = pick(kinds);
        if (bytes === null) continue;
        const key = JSON.stringify([device, region, kind]);
        sums.set(key, { device, region, kind, bytes: (sums.get(key)?.bytes ?? 0) + bytes });
      }
    }
  }
  return [...sums.values()];
}
