/** The columns of `--csv`, and the lines of a device and of a row in them. */
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import type { EngineCounters, RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { Device } from '../ledger/snapshot.js';
import { DEVICE_FACTS, deviceFacts, factsOf } from '../measures/device-facts.js';
import { UNIT_PARTS, type UnitPart } from '../units/unit.js';
import { oneLine } from '../view/text/printable.js';
import { rowBasis, rowFigure } from '../view/columns/engine-figure.js';
import { commonUnit } from '../view/row/row-values.js';
import type { Row } from '../view/row/row.js';
import { shownRatio } from './json-parts.js';

type Facts = typeof DEVICE_FACTS;
type FactColumn = { [K in keyof Facts]: Facts[K] extends { csv: true; name: infer N } ? N : never }[keyof Facts];

/** Facts of devices, but for the busy ratio, which engines have too. */
const FACT_COLUMNS = deviceFacts().flatMap(([, fact]) =>
  fact.kind === 'number' && fact.csv === true && fact.name !== DEVICE_FACTS.busyRatio.name ? fact.name : [],
) as readonly Exclude<FactColumn, 'busy_ratio'>[];

/** Those that came later, and stand behind columns of their time. */
const LATER_FACTS = ['runtime_status', 'power_cap_watts'] as const satisfies readonly Facts[keyof Facts]['name'][];

/** The columns of `--csv`, in order. New ones come at the end, so that a script that counts columns keeps working. */
export const CSV_COLUMNS = [
  ...(['t_wall', 't_mono_ns', 'interval_ns', 'scope', 'kind', 'name', 'device', 'driver'] as const),
  ...(['client_id', 'pid', 'start_time_ticks', 'user', 'unit', 'comm', 'command'] as const),
  ...(['busy_ratio', 'raw_ratio', 'busy_ns', 'cycles', 'total_cycles', 'capacity'] as const),
  ...(['used_bytes', 'total_bytes', 'resident_bytes', 'shared_bytes', 'purgeable_bytes', 'active_bytes'] as const),
  ...(['cpu_ratio', 'gpu_time_ns'] as const),
  ...FACT_COLUMNS,
  ...(['host', 'device_name'] as const),
  ...LATER_FACTS,
  'uid',
  'unit_kind',
  ...UNIT_PARTS.map(partColumn),
  'basis',
] as const;

/** Parts of units by their own names, but for the user that a cgroup names: `user` is the process's. */
type PartColumn<P extends UnitPart> = P extends 'user' ? 'unit_user' : P;

function partColumn<P extends UnitPart>(part: P): PartColumn<P> {
  return (part === 'user' ? 'unit_user' : part) as PartColumn<P>;
}

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

const FACTS_IN_COLUMNS: ReadonlySet<string> = new Set([DEVICE_FACTS.busyRatio.name, ...FACT_COLUMNS, ...LATER_FACTS]);

/** The facts that have a column. */
function factCells(device: Device): CsvLine {
  const cells: Record<string, string | number | null> = {};
  for (const { kind, fact, value } of factsOf(device)) {
    if (!FACTS_IN_COLUMNS.has(fact.name)) continue;
    if (kind === 'number') cells[fact.name] = value;
    else if (kind === 'text') cells[fact.name] = csvText(value);
  }
  return cells;
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
  const parts = UNIT_PARTS.map((part): [string, string | null] => [partColumn(part), csvText(unit?.parts[part] ?? null)]);
  return { unit_kind: unit?.kind ?? null, ...(Object.fromEntries(parts) as CsvLine) };
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
