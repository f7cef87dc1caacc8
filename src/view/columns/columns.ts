/**
 * The columns of the client table, in the order in which they stand. One registry: a new column is one entry in it, and
 * the table, the screen, `--sort`, `--filter` and their error messages know it by the same names.
 *
 * Engines and regions make their own columns, one for each name that the devices have. A name that is taken (the region
 * `cpu` of amdgpu beside CPU %) has the key `region:cpu`.
 */
import type { Snapshot } from '../../ledger/snapshot.js';
import type { UnitPart } from '../../units/unit.js';
import { isUnitGrouping, type UnitGrouping } from '../../units/unit-grouping.js';
import { busiestText, commandText, enginesText, wordText } from './cell-text.js';
import { type Averages, type Column, NUMBER, TEXT, type Words } from './column.js';
import { CLIENT_FACTS, type ClientFact } from '../../measures/client-facts.js';
import { columnFacts, type ColumnFacts } from './column-facts.js';
import { shortDeviceLabel } from '../devices/devices.js';
import { DASH } from '../text/glyphs.js';
import { ENGINES_KEY, LEFT_OUT } from './fit-columns.js';
import { AVERAGE_KEYS, averageColumns, engineColumn, measureColumn, regionColumn } from './measure-columns.js';
import { COMMON_MEASURES, engineNames, regionNames } from './measures.js';
import { bytes, cpuPercent, gpuTime } from '../text/numbers.js';
import { printable } from '../text/printable.js';
import { userOf } from '../row/make-row.js';
import type { Grouping, Row } from '../row/row.js';
import { clientFact, countHolders, memoryInUse, pidsOf, processesOf } from '../row/row-values.js';

export type { Averages, Column, SortValue } from './column.js';

export interface ColumnChoice {
  readonly by?: Grouping;
  readonly averages?: Averages | undefined;
}

/** What an entry may look at to decide whether and how it stands. */
interface KeyContext extends ColumnFacts {
  readonly averages: Averages | undefined;
}

/** A column of its own, shown where `when` says so, or the columns that the scene brings. */
type Entry =
  | {
      readonly column: Column;
      when?(scene: KeyContext): boolean;
      widthIn?(scene: KeyContext): number;
      rankIn?(scene: KeyContext): number;
    }
  | { columns(scene: KeyContext): Column[] };

const REGISTRY: readonly Entry[] = [
  {
    column: {
      ...{ ...NUMBER, key: 'pid', title: 'PID', width: 7, rank: 0, descending: false },
      meaning: 'the process that owns the client; a filter finds those that only hold it, too',
      ...{ unit: 'count', words: { part: false, read: pidsOf } },
      value: (row) => row.pid,
      text: (row) => row.pid?.toString() ?? DASH,
    },
  },
  {
    column: {
      ...{ ...TEXT, key: 'user', title: 'USER', width: 9, rank: 18 },
      meaning: 'who owns the process',
      words: { part: false, read: (row) => processesOf(row).flatMap((process) => [userOf(process), process.uid?.toString()]) },
      value: (row) => row.user,
      text: (row) => wordText(row.user),
    },
  },
  {
    when: ({ severalDevices }) => severalDevices,
    widthIn: ({ deviceCells }) => deviceCells,
    column: {
      ...{ ...TEXT, key: 'dev', title: 'DEV', width: 6, rank: 12 },
      meaning: 'the device: its node, id or machine',
      ...{ aliases: ['device'], words: { part: false, read: (row) => [row.deviceLabel, row.device, ...row.deviceNodes] } },
      value: (row) => row.deviceLabel || null,
      text: (row, cells) => shortDeviceLabel(wordText(row.deviceLabel), cells),
    },
  },
  {
    widthIn: ({ by, occupantCells }) => Math.max(by === 'client' ? 7 : 10, occupantCells),
    // Of a group it says of how many.
    rankIn: ({ by }) => (by === 'client' ? 95 : 13),
    column: {
      ...{ ...NUMBER, key: 'client', title: 'CLIENT', width: 7, rank: 95, descending: false },
      meaning: 'drm-client-id',
      words: { part: false, read: (row) => row.clients.map((client) => client.clientId) },
      value: (row) => row.clientLabel,
      text: (row) => wordText(row.clientLabel),
    },
  },
  {
    // The order without --sort: it tells why a row stands where it does.
    column: {
      ...{ ...NUMBER, key: 'busy', title: 'BUSIEST', width: 12, align: 'left', rank: 0 },
      meaning: 'the busiest engine',
      ...{ unit: 'percent', aliases: ['busiest', 'engine'] },
      value: (row) => row.busiest,
      text: busiestText,
    },
  },
  {
    // In place of the engines' own columns where those do not all fit, see `fitColumns`.
    when: ({ engines }) => engines.length > 0,
    column: {
      ...{ ...NUMBER, key: ENGINES_KEY, title: 'ENGINES', width: 18, align: 'left', rank: 14 },
      meaning: 'every engine that is busy, by its class, in percent',
      value: (row) => row.busiest,
      text: enginesText,
    },
  },
  {
    columns: ({ engines, severalDrivers }) =>
      engines.map((name, at) => engineColumn(name, engineKey(name), severalDrivers ? LEFT_OUT : 14 + at / 100)),
  },
  { columns: ({ averages }) => (averages === undefined ? [] : averageColumns(averages)) },
  {
    column: {
      ...{ ...NUMBER, key: 'mem', title: 'MEM', width: 8, rank: 10 },
      meaning: "memory in use: a card's own, else what the device shares with the machine",
      unit: 'bytes',
      value: memoryInUse,
      text: (row) => bytes(memoryInUse(row)),
    },
  },
  {
    columns: ({ engines, regions }) =>
      regions.length === 1 ? [] : regions.map((name, at) => regionColumn(name, regionKey(name, engines), 60 + Math.min(at, 9))),
  },
  ...CLIENT_FACTS.map(factEntry),
  {
    column: {
      ...{ ...NUMBER, key: 'time', title: 'TIME+', width: 8, rank: 50 },
      meaning: 'GPU time since the client opened',
      unit: 'seconds',
      value: (row) => row.gpuTimeNs,
      text: (row) => gpuTime(row.gpuTimeNs),
    },
  },
  {
    column: {
      ...{ ...NUMBER, key: 'cpu', title: 'CPU', width: 7, rank: 20 },
      meaning: 'CPU of the process; 100 is one core',
      unit: 'percent',
      value: (row) => row.cpuRatio,
      text: (row) => cpuPercent(row.cpuRatio),
    },
  },
  {
    column: {
      ...{ ...NUMBER, key: 'holders', title: 'HOLDERS', width: 7, rank: 90 },
      meaning: 'processes that hold the client',
      unit: 'count',
      value: countHolders,
      text: (row) => countHolders(row).toString(),
    },
  },
  {
    when: ({ by, anyUnit }) => by === 'unit' || anyUnit,
    column: {
      ...{ ...TEXT, key: 'unit', title: 'UNIT', width: 16, rank: 22 },
      meaning: 'container, pod, job, machine, application or service',
      words: { part: true, read: (row) => processesOf(row).map((process) => process.unit?.text) },
      value: (row) => row.unit,
      text: (row) => wordText(row.unit),
    },
  },
  {
    column: {
      ...{ ...TEXT, key: 'command', title: 'COMMAND', width: 8, rank: 0 },
      meaning: 'the command line',
      ...{ aliases: ['cmd'], words: { part: true, read: (row) => processesOf(row).map(({ cmdline, comm }) => cmdline ?? comm) } },
      value: (row) => row.command,
      text: commandText,
    },
  },
];

/** What a unit is made of, with a short name where people type one. Of the long ids a part is enough. */
const PARTS: readonly (readonly [
  UnitPart,
  string,
  { readonly alias?: string; readonly part?: boolean; readonly or?: UnitPart },
])[] = [
  ['pod_uid', 'the uid of the pod', { part: true }],
  ['container_id', "the container's id", { part: true }],
  ['machine', 'the machine of LXC, nspawn or a hypervisor', {}],
  ['app_id', 'the application of the desktop, Flatpak, snap or Android', { alias: 'app' }],
  ['service', "systemd's or OpenRC's name", {}],
  ['slurm_job', 'the Slurm job', { alias: 'slurm' }],
  ['step', 'the step of a Slurm job', {}],
  ['task', 'the task of a Slurm step or a Nomad allocation', {}],
  ['pbs_job', 'the PBS job', { alias: 'pbs' }],
  ['lsf_job', 'the LSF job', { alias: 'lsf' }],
  ['condor_slot', "HTCondor's slot", {}],
  ['nomad_alloc', 'the Nomad allocation', { part: true }],
  ['ecs_task', 'the task of ECS or Fargate', {}],
  ['namespace', 'the namespace of the pod', {}],
  ['pod', 'the name of the pod, or its uid', { part: true, or: 'pod_uid' }],
  ['container_name', "the container's name, or its id", { alias: 'container', part: true, or: 'container_id' }],
];

/** `slurm_job=42`: known to filter and sort, and too many to be listed in a message. */
export const UNIT_COLUMNS: readonly Column[] = [
  hidden('kind', 'what names the unit: docker, kubernetes, slurm, app, systemd and so on', {
    part: false,
    read: (row) => processesOf(row).map(({ unit }) => unit?.kind),
  }),
  ...PARTS.map(([name, meaning, { alias, part = false, or }]) => ({
    ...hidden(name, meaning, {
      part,
      read: (row) => processesOf(row).flatMap(({ unit }) => [unit?.parts[name], ...(or === undefined ? [] : [unit?.parts[or]])]),
    }),
    ...(alias === undefined ? {} : { aliases: [alias] }),
  })),
];

/** A fact of fdinfo, where the table is to have it and some client does. */
function factEntry({ key, name, title, meaning, unit, inTable }: ClientFact): Entry {
  const value = (row: Row): number | null => clientFact(row, name);
  const text = (row: Row): string => (unit === 'bytes' ? bytes(value(row)) : (value(row)?.toString() ?? DASH));
  return {
    when: ({ clientFacts }) => inTable && clientFacts.includes(name),
    column: { ...NUMBER, key, title, meaning, unit, width: Math.max(8, title.length), rank: 57, value, text },
  };
}

/** Texts that filter and sort know and no table shows. */
const HIDDEN: readonly Column[] = [
  hidden('driver', "the device's driver", { part: false, read: (row) => [row.driver] }),
  hidden('host', 'the machine, with --ssh or --via', {
    part: false,
    read: (row) => [...row.clients, ...row.silentFds].map(({ host }) => host),
  }),
  hidden('comm', 'the name of the process', { part: true, read: (row) => processesOf(row).map((process) => process.comm) }),
  hidden('name', 'drm-client-name, which the client chose', {
    part: true,
    read: (row) => row.clients.map((client) => client.clientName),
  }),
];

function hidden(key: string, meaning: string, words: Words): Column {
  const value = (row: Row): string | null => words.read(row).find((text) => text != null) ?? null;
  return {
    ...TEXT,
    key,
    title: key.toUpperCase(),
    width: 8,
    rank: 99,
    meaning,
    words,
    value,
    text: (row) => wordText(value(row)),
  };
}

const FIXED: readonly Column[] = REGISTRY.flatMap((entry) => ('column' in entry ? entry.column : []));
/** All that have a name of their own, in the order in which messages list them. */
export const NAMED: readonly Column[] = [...FIXED, ...HIDDEN];
const BY_NAME = new Map([
  ...[...NAMED, ...UNIT_COLUMNS].flatMap((column) => (column.aliases ?? []).map((alias) => [alias, column] as const)),
  ...[...UNIT_COLUMNS, ...NAMED].map((column) => [column.key, column] as const),
]);

/** The column of this key or alias, engines and regions apart. */
export function namedColumn(name: string): Column | undefined {
  return BY_NAME.get(name);
}

const TAKEN: ReadonlySet<string> = new Set([...FIXED.map(({ key }) => key), ...AVERAGE_KEYS]);

/**
 * The columns for what this snapshot's devices have, in their order, before any is dropped for space: DEV only among
 * several devices, UNIT where somebody has a unit, regions where there are several, averages where a history is kept.
 */
export function columnsFor(snapshot: Snapshot, { by = 'client', averages }: ColumnChoice = {}): Column[] {
  return columnsOf(columnFacts(snapshot, by), averages);
}

/** `columnsFor` for those who keep the facts. */
export function columnsOf(facts: ColumnFacts, averages?: Averages): Column[] {
  const { by } = facts;
  const scene: KeyContext = { ...facts, averages };
  const columns = REGISTRY.flatMap((entry): Column[] => {
    if ('columns' in entry) return entry.columns(scene);
    if (entry.when?.(scene) === false) return [];
    const { column } = entry;
    return [{ ...column, width: entry.widthIn?.(scene) ?? column.width, rank: entry.rankIn?.(scene) ?? column.rank }];
  });
  if (isUnitGrouping(by)) return namedBy(by, [groupColumn(by), ...columns]);
  return by === 'user' || by === 'unit' ? namedBy(by, columns) : columns;
}

/** What the groups by parts of units are called. It is no column of other tables: UNIT says it there. */
function groupColumn(by: UnitGrouping): Column {
  const value = (row: Row): string | null => row.groupName;
  return { ...TEXT, key: by, title: by.toUpperCase(), width: 20, rank: 0, value, text: (row) => wordText(value(row)) };
}

/** The column that names the group stands first and takes the place of PID among those that always stay. */
function namedBy(by: string, columns: readonly Column[]): Column[] {
  const name = columns.filter(({ key }) => key === by).map((column) => ({ ...column, rank: 0 }));
  const others = columns
    .filter(({ key }) => key !== by)
    .map((column) => (column.key === 'pid' ? { ...column, rank: 70 } : column));
  return [...name, ...others];
}

/** The column behind a key; for a name that is no fixed column, the engine or region of that name. */
export function findColumn(key: string, averages?: Averages): Column {
  const isAverage = averages !== undefined && AVERAGE_KEYS.includes(key);
  const average = isAverage ? averageColumns(averages).find((column) => column.key === key) : undefined;
  return average ?? namedColumn(key) ?? measureColumn(key);
}

/** `here`: the keys this snapshot can be sorted by. `valid`: those, and what exists on other or idle machines. */
export function sortKeys(snapshot: Snapshot): { readonly here: readonly string[]; readonly valid: ReadonlySet<string> } {
  const engines = engineNames(snapshot);
  const regions = regionNames(snapshot);
  const here = [...FIXED.map(({ key }) => key), ...engines.map(engineKey), ...regions.map((name) => regionKey(name, engines))];
  const names = [...engines, ...regions, ...COMMON_MEASURES];
  const valid = new Set([
    ...here,
    ...BY_NAME.keys(),
    ...AVERAGE_KEYS,
    ...names,
    ...names.flatMap((name) => [`engine:${name}`, `region:${name}`]),
  ]);
  return { here: here.map((key) => printable(key)), valid };
}

function engineKey(name: string): string {
  return TAKEN.has(name) ? `engine:${name}` : name;
}

function regionKey(name: string, engines: readonly string[]): string {
  return TAKEN.has(name) || engines.includes(name) ? `region:${name}` : name;
}
