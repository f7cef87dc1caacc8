/**
 * Whether a device's own busy figure and its clients' engines say different things for long: a figure of firmware that is stuck, or one
 * that measures another part of the device. Then neither is shown alone.
 */
import type { DeviceEngine } from '../snapshot.js';

/** Points that may lie between them: the kernel's own work, clients that closed, two times of reading. */
const MOST_APART = 0.2;
/** How long they must be further apart than that. */
const FOR_NS = 10_000_000_000n;

/** How busy a device's engines make it, 0..1: as its busiest one where they run side by side, as all of them where they take turns. */
export interface BusySpan {
  readonly least: number;
  readonly most: number;
}

/** By its clients, of which every one must show engines and a ratio of each: what one of them does not show may be what makes the device busy. */
export function busyOfClients(engines: ReadonlyMap<string, DeviceEngine>): BusySpan {
  let [least, most] = [0, 0];
  for (const { ratio, capacity } of engines.values()) {
    least = Math.max(least, ratio ?? 0);
    most += (ratio ?? 0) * capacity;
  }
  return { least: Math.min(1, least), most: Math.min(1, most) };
}

/**
 * Since when they have been apart, ns; null: they are not, or it cannot be told.
 *
 * @param busyOf what the device's own figure is of: where it is a part (`gfx`), the other engines may well be busier
 */
export function apartSince(
  ownRatio: number | null,
  busyOf: string | null,
  byClients: BusySpan | null,
  atNs: bigint,
  before: bigint | null,
): bigint | null {
  if (ownRatio === null || byClients === null) return null;
  const least = busyOf === null || busyOf === 'whole' ? byClients.least : 0;
  if (ownRatio >= least - MOST_APART && ownRatio <= byClients.most + MOST_APART) return null;
  return before !== null && before <= atNs ? before : atNs;
}

/** True once that has lasted. */
export function isContradicted(sinceNs: bigint | null, atNs: bigint): boolean {
  return sinceNs !== null && atNs - sinceNs >= FOR_NS;
}
