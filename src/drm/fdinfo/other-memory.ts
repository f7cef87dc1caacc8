/**
 * Kinds of memory that no rule knows: `drm-evicted-memory` of panthor, and whatever else comes in the form `drm-KIND-REGION` with a size.
 * They are added to nothing; a kind that the standard gets tomorrow is kept today.
 */
import type { Fdinfo } from './fdinfo.js';
import { readBytes } from './quantity.js';

/** Bytes by kind, by region. */
export type OtherMemory = ReadonlyMap<string, ReadonlyMap<string, number>>;

const NONE: OtherMemory = new Map();
const FORM = /^drm-([a-z][a-z0-9_]*)-(\S+)$/;
/** With a unit of bytes, or the 0 that the kernel prints without one (drm_fdinfo_print_size); of `evicted` any number is a size. */
const SIZE = /^(0|\d+[ \t]*([KMGT]iB|[kK]?B))$/;

/** Whether a key can tell of such memory. */
export function isOtherMemoryKey(key: string): boolean {
  return key.startsWith('drm-');
}

export function otherMemoryOf({ unknown }: Pick<Fdinfo, 'unknown'>): OtherMemory {
  let found: Map<string, Map<string, number>> | null = null;
  for (const [key, value] of unknown) {
    if (!isOtherMemoryKey(key)) continue;
    const [, kind, region] = FORM.exec(key) ?? [];
    if (kind === undefined || region === undefined || !(kind === 'evicted' || SIZE.test(value))) continue;
    const bytes = readBytes(value);
    if (typeof bytes === 'string') continue;
    found ??= new Map();
    found.set(region, (found.get(region) ?? new Map<string, number>()).set(kind, bytes));
  }
  return found ?? NONE;
}
