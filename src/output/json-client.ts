/** A client, and a DRM fd without statistics, as the JSON contract has them. */
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import type { RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { Client, EngineUse, Occupant, SilentFd, Snapshot } from '../ledger/snapshot.js';
import { CLIENT_FACTS } from '../measures/client-facts.js';
import { engineClass } from '../measures/engines.js';
import { cgroupMemory } from '../view/row/row-sums.js';
import { jsonUnit, mapObject, put, shownRatio } from './json-parts.js';

/** `host` of the snapshot: where the client is unless it says otherwise. */
export function jsonClient(client: Client, { host, wallMs }: Pick<Snapshot, 'host' | 'wallMs'>): object {
  const { owner, restNs } = client;
  const unit = jsonUnit(owner.unit);
  const line = {
    host: client.host ?? host,
    device: client.device,
    client_id: client.clientId,
    driver: client.driver,
    client_name: client.clientName,
    pid: owner.pid,
    start_time_ticks: owner.startTimeTicks,
    comm: owner.comm,
    cmdline: owner.cmdline,
    uid: owner.uid,
    user: owner.user,
    unit: owner.unit?.text ?? null,
    unit_kind: unit.unit_kind,
    unit_parts: unit.unit_parts,
    owner_rule: client.ownerRule,
    cpu_ratio: client.ownerCpuRatio,
    first_seen_mono_ns: client.firstSeenNs.toString(),
    read_mono_ns: client.reading.atNs.toString(),
    as_of: restNs === null ? null : new Date(wallMs - restNs / 1e6).toISOString(),
    holders: client.holders.map(({ process, fds }) => ({
      pid: process.pid,
      start_time_ticks: process.startTimeTicks,
      comm: process.comm,
      fds,
    })),
    engines: mapObject(client.engines, (use, name) => ({ class: engineClass(client.driver, name), ...jsonEngine(use) })),
    memory: mapObject(client.memory, jsonRegion),
    occupant: client.occupant === undefined ? null : jsonOccupant(client.occupant),
    cgroup_memory: owner.dmem === undefined ? null : mapObject(cgroupMemory([client]), (bytes) => ({ used_bytes: bytes })),
    other_memory: mapObject(client.otherMemory, (kinds) => mapObject(kinds, (bytes) => ({ bytes }))),
  };
  for (const { name } of CLIENT_FACTS) put(line, name, client.facts.get(name) ?? null);
  return line;
}

/** @param host as for a client */
export function jsonSilentFd({ device, driver, process, fd, link, isAtRest, ...silent }: SilentFd, host: string): object {
  return {
    host: silent.host ?? host,
    device,
    driver,
    pid: process.pid,
    start_time_ticks: process.startTimeTicks,
    comm: process.comm,
    fd,
    node: link,
    reason: isAtRest ? 'at-rest' : 'no-statistics',
  };
}

function jsonEngine({ ratio, basis, reason, counters }: EngineUse): object {
  return {
    busy_ratio: shownRatio(ratio),
    raw_ratio: ratio,
    basis,
    reason,
    busy_ns: counters.busyNs?.toString() ?? null,
    cycles: counters.cycles?.toString() ?? null,
    total_cycles: counters.totalCycles?.toString() ?? null,
    capacity: counters.capacity,
    max_frequency_hz: counters.maxFrequencyHz,
    current_frequency_hz: counters.currentFrequencyHz,
  };
}

function jsonOccupant({ isRow, readings, queues, evictedMs }: Occupant): object {
  return {
    own_row: isRow,
    sources: readings.map(({ source }) => source),
    queues,
    evicted_ns: evictedMs === null ? null : (BigInt(evictedMs) * 1_000_000n).toString(),
  };
}

function jsonRegion(region: Readonly<RegionBytes>): object {
  return {
    used_bytes: bytesInUse(region),
    resident_bytes: region.residentBytes,
    total_bytes: region.totalBytes,
    shared_bytes: region.sharedBytes,
    purgeable_bytes: region.purgeableBytes,
    active_bytes: region.activeBytes,
  };
}
