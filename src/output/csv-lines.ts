/** The columns of `--csv`, and the lines of a device and of a row in them. */
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import type { EngineCounters, RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { Device } from '../ledger/snapshot.js';
import { deviceFacts } from '../measures/device-facts.js';
import { UNIT_PARTS, type UnitPart } from '../units/unit.js';
import { oneLine } from '../view/text/printable.js';
import { rowBasis, rowFigure } from '../view/columns/engine-figure.js';
import { commonUnit } from '../view/row/row-values.js';
import type { Row } from '../view/row/row.js';
import { shownRatio } from './json-parts.js';

/**
 * The columns of `--csv`, in order: a list of its own, whatever the order of what they hold. A new one goes to its end, so that a script that
 * counts columns keeps working.
 * Facts of devices have a column where their names stand here, and parts of units have one by `partColumn`.
 */
export const CSV_COLUMNS = [
  ...(['t_wall', 't_mono_ns', 'interval_ns', 'scope', 'kind', 'name', 'device', 'driver'] as const),
  ...(['client_id', 'pid', 'start_time_ticks', 'user', 'unit', 'comm', 'command'] as const),
  ...(['busy_ratio', 'raw_ratio', 'busy_ns', 'cycles', 'total_cycles', 'capacity'] as const),
  ...(['used_bytes', 'total_bytes', 'resident_bytes', 'shared_bytes', 'purgeable_bytes', 'active_bytes'] as const),
  ...(['cpu_ratio', 'gpu_time_ns'] as const),
  ...(['frequency_hz', 'temperature_celsius', 'power_watts'] as const),
  ...(['host', 'device_name', 'runtime_status', 'power_cap_watts', 'uid'] as const),
  ...(['unit_kind', 'pod_uid', 'container_id', 'machine', 'app_id', 'service', 'unit_user'] as const),
  ...(['slurm_job', 'step', 'task', 'pbs_job', 'lsf_job', 'condor_slot', 'nomad_alloc', 'ecs_task'] as const),
  ...(['namespace', 'pod', 'container_name'] as const),
  'basis',
] as const;

export type CsvColumn = (typeof CSV_COLUMNS)[number];

/** Cells by column; what is absent or null is an empty cell. Text in here is already safe. */
export type CsvLine = Partial<Record<CsvColumn, string | number | null>>;

/** What makes a cell a formula in some spreadsheet; the full-width forms count in some locales, and leading spaces are skipped. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

/** The text on one line, with an apostrophe in front where it would be a formula; null stays null. */
export function csvText(text: string | null): string | null {
  if (text === null) return null;
  const line = oneLine(text);
  return FORMULA.test(line) ? `'${line}` : line;
}

export function deviceLines(device: Device): CsvLine[] {
  const who: CsvLine = {
    ...{ scope: 'device', device: csvText(device.id), driver: csvText(device.driver) },
    ...{ host: csvText(device.host ?? null), device_name: csvText(device.name) },
  };
  return [
    { ...who, kind: 'facts', ...factCells(device) },
    ...[...device.engines].map(([name, { ratio, capacity, basis = null }]) => ({
      ...{ ...who, ...engine(name, ratio), capacity, basis },
    })),
    ...[...device.memory].map(([name, { usedBytes, totalBytes }]) => ({
      ...who,
      ...memory(name, usedBytes),
      total_bytes: totalBytes,
    })),
  ];
}

/** Those that have a column. */
const FACTS_IN_COLUMNS = deviceFacts().filter(([, { name }]) => (CSV_COLUMNS as readonly string[]).includes(name));

function factCells(device: Device): CsvLine {
  return Object.fromEntries(
    FACTS_IN_COLUMNS.flatMap(([key, { name }]) => {
      const value = device[key];
      return typeof value === 'number' || typeof value === 'string'
        ? [[name, typeof value === 'string' ? csvText(value) : value]]
        : [];
    }),
  );
}

/** A row of several clients has sums; counters and kinds of memory are a single client's. */
export function rowLines(row: Row): CsvLine[] {
  const [client, ...others] = row.clients;
  const single = others.length === 0 ? client : undefined;
  const process = client?.owner ?? row.silentFds[0]?.process;
  const who: CsvLine = {
    scope: row.clients.length === 0 ? 'silent' : row.grouping,
    device: csvText(row.device),
    driver: csvText(row.driver),
    client_id: csvText(single?.clientId ?? null),
    pid: row.pid,
    start_time_ticks: row.pid === null ? null : (process?.startTimeTicks ?? null),
    user: csvText(row.user),
    unit: csvText(row.unit),
    comm: csvText(row.comm),
    command: csvText(row.command),
    host: csvText((client ?? row.silentFds[0])?.host ?? null),
    // Of the whole row, as its user is.
    uid: row.user === null ? null : (process?.uid ?? null),
    ...unitCells(row),
  };
  return [
    { ...who, kind: 'facts', cpu_ratio: row.cpuRatio, gpu_time_ns: row.gpuTimeNs?.toString() ?? null },
    ...[...row.engines].map(([name, ratio]) => ({
      ...who,
      ...engine(name, ratio),
      ...{ capacity: rowFigure(row, name).capacity, basis: rowBasis(row, name) },
      ...counterCells(single?.engines.get(name)?.counters),
    })),
    ...[...row.memory].map(([name, bytes]) => ({ ...who, ...memory(name, bytes), ...regionCells(single?.memory.get(name)) })),
  ];
}

function unitCells(row: Row): CsvLine {
  const unit = commonUnit(row);
  const parts = UNIT_PARTS.map((part): [CsvColumn, string | null] => [partColumn(part), csvText(unit?.parts[part] ?? null)]);
  return { unit_kind: unit?.kind ?? null, ...(Object.fromEntries(parts) as CsvLine) };
}

/** Parts of units by their own names, but for the user that a cgroup names: `user` is the process's. */
function partColumn(part: UnitPart): CsvColumn {
  return part === 'user' ? 'unit_user' : part;
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
