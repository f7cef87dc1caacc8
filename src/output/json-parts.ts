/** Devices, groups (`--by process`, `--by pod`: sums over the clients that they name) and units as the JSON contract has them. */
import type { Device } from '../ledger/snapshot.js';
import { CLIENT_FACTS } from '../measures/client-facts.js';
import { type ValuedFact, factsOf } from '../measures/device-facts.js';
import { engineClass } from '../measures/engines.js';
import { UNIT_PARTS, type Unit, type UnitKind } from '../units/unit.js';
import { rowBasis, rowFigure } from '../view/columns/engine-figure.js';
import { clientFact, commonUnit } from '../view/row/row-values.js';
import type { Row } from '../view/row/row.js';

/** A ratio as shown: above 1 the driver's clock and ours disagree, and `raw_ratio` keeps what was computed. */
export function shownRatio(ratio: number | null): number | null {
  return ratio === null ? null : Math.min(1, ratio);
}

/** An object with the map's keys, whatever they are called (`__proto__` too). */
export function mapObject<Value>(map: ReadonlyMap<string, Value>, change: (value: Value, key: string) => unknown): object {
  const object = {};
  for (const [key, value] of map) put(object, key, change(value, key));
  return object;
}

/** Object.fromEntries and spreads take several times as long, and this is done for each figure in each tick. */
export function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/** How many of each kind; hostile keys stay keys. */
export function countBy<T>(values: readonly T[], keyOf: (value: T) => string): object {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return mapObject(counts, (count) => count);
}

/** `unit_kind`, and `unit_parts` with every part that there may be, null where it is not known; both null without a unit. */
export function jsonUnit(unit: (Pick<Unit, 'parts'> & { readonly kind: UnitKind | null }) | null): {
  readonly unit_kind: UnitKind | null;
  readonly unit_parts: object | null;
} {
  if (unit === null) return { unit_kind: null, unit_parts: null };
  const parts = {};
  for (const part of UNIT_PARTS) put(parts, part, unit.parts[part] ?? null);
  return { unit_kind: unit.kind, unit_parts: parts };
}

/**
 * @param host of the snapshot: where the device is unless it says otherwise
 * @param openFilesSeen of all devices of its driver, as `open_files` is
 */
export function jsonDevice(device: Device, host: string, openFilesSeen: number | null): object {
  const line = {
    host: device.host ?? host,
    id: device.id,
    index: device.index,
    driver: device.driver,
    nodes: device.nodes,
    name: device.name,
    engines: mapObject(device.engines, ({ ratio, capacity, basis = null }, name) => ({
      class: engineClass(device.driver, name),
      busy_ratio: shownRatio(ratio),
      raw_ratio: ratio,
      capacity,
      basis,
    })),
    busy_contradicted: device.busyContradicted,
    memory: mapObject(device.memory, ({ usedBytes, totalBytes }) => ({ used_bytes: usedBytes, total_bytes: totalBytes })),
    open_files_seen: openFilesSeen,
  };
  for (const each of factsOf(device)) put(line, each.fact.name, jsonFact(each));
  return line;
}

function jsonFact(fact: ValuedFact): unknown {
  return fact.kind === 'numbers' ? mapObject(fact.value, (value) => value) : fact.value;
}

export function jsonGroup(row: Row): object {
  return {
    by: row.grouping,
    device: row.device,
    driver: row.driver,
    pid: row.pid,
    user: row.user,
    unit: row.unit,
    ...jsonUnit(commonUnit(row)),
    client_ids: row.clients.map((client) => client.clientId),
    fds_without_stats: row.silentFds.length,
    engines: mapObject(row.engines, (ratio, name) => ({
      class: engineClass(row.driver, name),
      busy_ratio: shownRatio(ratio),
      raw_ratio: ratio,
      capacity: rowFigure(row, name).capacity,
      basis: rowBasis(row, name),
    })),
    memory: mapObject(row.memory, (bytes) => ({ used_bytes: bytes })),
    memory_counted_once: row.memoryCountedOnce,
    ...Object.fromEntries(CLIENT_FACTS.map(({ name }) => [name, clientFact(row, name)])),
    gpu_time_ns: row.gpuTimeNs?.toString() ?? null,
    cpu_ratio: row.cpuRatio,
  };
}
