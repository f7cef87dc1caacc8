/**
 * What the kernel would print for a client at a moment: counters as integrals of its loads since it was opened.
 */
import type { ClientFigures, EngineFigures, RegionFigures } from '../procfs-tree/fdinfo-text.js';
import type { Curve } from './curve.js';
import type { Living } from './life.js';
import { clientIdIn, type SimulatedClient, type SimulatedEngine, type SimulatedRegion } from './machine.js';

const PAGE_BYTES = 4096;

/** Figures of a client at `seconds`, in the life `living` of the process that opened it. */
export function figuresAt(client: SimulatedClient, living: Living, seconds: number): ClientFigures {
  const { device, load, memory, clientName } = client;
  const { bus } = device.tree;
  const clientId = clientIdIn(client, living.round);
  const active = Object.values(load).some((curve) => curve.at(seconds) > 0);
  const engines = Object.entries(device.engines).map(([name, engine]) => [
    name,
    engineFigures(engine, load[name], living.bornSeconds, seconds),
  ]);
  const regions = Object.entries(memory).map(([name, region]) => [name, regionFigures(region, seconds, active)]);
  return {
    clientId,
    ...(bus.kind === 'pci' ? { pdev: bus.address } : {}),
    ...(clientName === undefined ? {} : { clientName }),
    pasid: 32_768 + clientId,
    engines: Object.fromEntries(engines) as Record<string, EngineFigures>,
    memory: Object.fromEntries(regions) as Record<string, RegionFigures>,
  };
}

/** The clock that counts cycles runs since boot and is the same for all clients; the cycles are the client's own. */
function engineFigures(engine: SimulatedEngine, load: Curve | undefined, bornSeconds: number, seconds: number): EngineFigures {
  const { capacity = 1, clockHz } = engine;
  const busySeconds = load === undefined ? 0 : Math.max(0, load.integral(seconds) - load.integral(bornSeconds)) * capacity;
  const busyNs = wholeOf(busySeconds, 1e9);
  if (clockHz === undefined) return { busyNs, capacity };
  const cycles = { cycles: wholeOf(busySeconds, clockHz), totalCycles: wholeOf(seconds, clockHz) };
  return { busyNs, capacity, ...cycles, maxFrequencyHz: clockHz, currentFrequencyHz: clockHz };
}

function wholeOf(seconds: number, perSecond: number): bigint {
  return BigInt(Math.floor(seconds * perSecond));
}

function regionFigures(region: SimulatedRegion, seconds: number, active: boolean): RegionFigures {
  const residentBytes = residentBytesAt(region, seconds);
  return {
    totalBytes: residentBytes + (region.absentBytes ?? 0),
    sharedBytes: Math.min(region.sharedBytes ?? 0, residentBytes),
    residentBytes,
    activeBytes: active ? residentBytes : 0,
    purgeableBytes: 0,
  };
}

/** Resident bytes of a region, in whole pages. */
export function residentBytesAt(region: SimulatedRegion, seconds: number): number {
  return Math.floor(region.residentBytes.at(seconds) / PAGE_BYTES) * PAGE_BYTES;
}
