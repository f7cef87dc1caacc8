/** The lines of a device and of a row. */
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import type { EngineCounters, RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { Device } from '../ledger/snapshot.js';
import { factsOf } from '../measures/device-facts.js';
import type { Row } from '../view/row.js';
import { csvText } from './csv-cell.js';
import type { CsvLine } from './csv-columns.js';
import { shownRatio } from './json-values.js';

export function deviceLines(device: Device): CsvLine[] {
  const who: CsvLine = { scope: 'device', device: csvText(device.id), driver: csvText(device.driver) };
  return [
    { ...who, kind: 'facts', ...factCells(device) },
    ...[...device.engines].map(([name, { ratio, capacity }]) => ({ ...who, ...engine(name, ratio), capacity })),
    ...[...device.memory].map(([name, { usedBytes, totalBytes }]) => ({
      ...who,
      ...memory(name, usedBytes),
      total_bytes: totalBytes,
    })),
  ];
}

function factCells(device: Device): CsvLine {
  return Object.fromEntries(
    factsOf(device).flatMap(({ kind, fact, value }) => (kind === 'number' && fact.csv === true ? [[fact.name, value]] : [])),
  );
}

/** A row of several clients has sums; counters and kinds of memory are a single client's. */
export function rowLines(row: Row): CsvLine[] {
  const [client, ...others] = row.clients;
  const single = others.length === 0 ? client : undefined;
  const who: CsvLine = {
    scope: row.clients.length === 0 ? 'silent' : row.grouping,
    device: csvText(row.device),
    driver: csvText(row.driver),
    client_id: csvText(single?.clientId ?? null),
    pid: row.pid,
    start_time_ticks: row.pid === null ? null : ((client?.owner ?? row.silentFds[0]?.process)?.startTimeTicks ?? null),
    user: csvText(row.user),
    unit: csvText(row.unit),
    comm: csvText(row.comm),
    command: csvText(row.command),
  };
  return [
    { ...who, kind: 'facts', cpu_ratio: row.cpuRatio, gpu_time_ns: row.gpuTimeNs?.toString() ?? null },
    ...[...row.engines].map(([name, ratio]) => ({
      ...who,
      ...engine(name, ratio),
      ...counterCells(single?.engines.get(name)?.counters),
    })),
    ...[...row.memory].map(([name, bytes]) => ({ ...who, ...memory(name, bytes), ...regionCells(single?.memory.get(name)) })),
  ];
}

function engine(name: string, ratio: number | null): CsvLine {
  return { kind: 'engine', name: csvText(name), busy_ratio: shownRatio(ratio), raw_ratio: ratio };
}

function memory(name: string, usedBytes: number | null): CsvLine {
  return { kind: 'memory', name: csvText(name), used_bytes: usedBytes };
}

function counterCells(counters: Readonly<EngineCounters> | undefined): CsvLine {
  if (counters === undefined) return {};
  return {
    busy_ns: counters.busyNs?.toString() ?? null,
    cycles: counters.cycles?.toString() ?? null,
    total_cycles: counters.totalCycles?.toString() ?? null,
    capacity: counters.capacity,
  };
}

function regionCells(region: Readonly<RegionBytes> | undefined): CsvLine {
  if (region === undefined) return {};
  return {
    used_bytes: bytesInUse(region),
    total_bytes: region.totalBytes,
    resident_bytes: region.residentBytes,
    shared_bytes: region.sharedBytes,
    purgeable_bytes: region.purgeableBytes,
    active_bytes: region.activeBytes,
  };
}
