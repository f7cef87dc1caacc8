/**
 * Busy share and power of a whole device, from what /sys counts.
 *
 * Some drivers say a ratio or a power themselves; others count idle time, busy time or energy, and two readings make a
 * rate. Only readings of two sweeps in a row count: a GPU that slept in between did not count its idle time.
 */
import type { DeviceFacts } from '../../drm/devices/device-facts.js';
import type { DeviceState } from '../state.js';

export type DeviceRates = Pick<DeviceState, 'atNs' | 'counters' | 'busyRatio' | 'powerWatts'>;

/** Rates now. With the very facts of the last sweep (they are read more rarely than clients) the rates stay. */
export function deviceRates(facts: DeviceFacts, before: DeviceState | undefined): DeviceRates {
  const { atNs, counters } = facts;
  const [busyRatio, powerWatts] = [ownRatio(facts.busyRatio), facts.powerWatts];
  if (before?.atNs === atNs)
    return { ...before, busyRatio: busyRatio ?? before.busyRatio, powerWatts: powerWatts ?? before.powerWatts };
  const spanNs = before?.atNs == null ? 0 : Number(atNs - before.atNs);
  const grown = (name: keyof DeviceFacts['counters']): number | null => {
    const [from, to] = [before?.counters?.[name] ?? null, counters[name]];
    return spanNs <= 0 || from === null || to === null || to < from ? null : Number(to - from);
  };
  const [idleNs, busyNs, energyUj] = [grown('idleNs'), grown('busyNs'), grown('energyUj')];
  return {
    atNs,
    counters,
    busyRatio: busyRatio ?? share(busyNs, spanNs) ?? opposite(share(idleNs, spanNs)),
    // µJ per ns is kW.
    powerWatts: powerWatts ?? (energyUj === null ? null : (energyUj / spanNs) * 1000),
  };
}

/** A driver's own figure comes from firmware, and out of recordings: one that is no share at all is unknown. */
function ownRatio(ratio: number | null): number | null {
  return ratio !== null && ratio >= 0 ? Math.min(ratio, 1) : null;
}

/** Not above 1: the two clocks differ by the time between the two files' reads. */
function share(partNs: number | null, spanNs: number): number | null {
  return partNs === null ? null : Math.min(partNs / spanNs, 1);
}

function opposite(ratio: number | null): number | null {
  return ratio === null ? null : 1 - ratio;
}
