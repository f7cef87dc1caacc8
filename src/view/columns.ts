/**
 * The columns of the client table, in the order in which they stand. One registry: a new column is one entry here, and
 * the table, the screen, `--sort` and its error messages know it.
 *
 * Engines and regions make their own columns, one for each name that the devices have. A name that is taken (the region
 * `cpu` of amdgpu beside CPU %) has the key `region:cpu`.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { DASH } from './glyphs.js';
import { COMMON_MEASURES, engineNames, parseMeasure, regionNames } from './measures.js';
import { bytes, cpuPercent, gpuTime, percent } from './numbers.js';
import { printable } from './printable.js';
import type { Grouping, Row } from './row.js';
import { busiest, countHolders, memoryInUse } from './row-values.js';
import { type Align, cellWidth, cut } from './text.js';

/** What rows are ordered by; null (unknown) comes last. */
export type SortValue = number | bigint | string | null;

export interface Column {
  /** What `--sort` and the settings call it. */
  readonly key: string;
  readonly title: string;
  readonly kind: 'fact' | 'engine' | 'region' | 'average';
  /** Of an engine or region: the driver's name, as in `Row.engines` and `Row.memory`. Raw. */
  readonly name?: string;
  /** Cells; the values are made to fit, so that columns never move. */
  readonly width: number;
  readonly align: Align;
  /** The direction of a first sort: numbers from the top, text from A. */
  readonly descending: boolean;
  /** How long it stays when space runs out: 0 always, then the lowest longest. See `fitColumns`. */
  readonly rank: number;
  value(row: Row): SortValue;
  /** Sanitised, a dash where nothing is known, not yet fitted to `cells`. */
  text(row: Row, cells: number): string;
}

/** Averages over a time, from whoever keeps a history. */
export interface Averages {
  /** Mean of the busiest engine of this row over the last seconds, 0..1; null before anything is known. */
  busy(row: Row, seconds: number): number | null;
}

export interface ColumnChoice {
  readonly by?: Grouping;
  readonly averages?: Averages | undefined;
}

const RIGHT = { kind: 'fact', align: 'right', descending: true } as const;
const LEFT = { kind: 'fact', align: 'left', descending: false } as const;

/** Longest engine name that widens its column. */
const WIDEST_ENGINE = 10;

const PID: Column = {
  ...{ ...RIGHT, key: 'pid', title: 'PID', width: 7, rank: 0, descending: false },
  value: (row) => row.pid,
  text: (row) => row.pid?.toString() ?? DASH,
};
const USER: Column = {
  ...{ ...LEFT, key: 'user', title: 'USER', width: 9, rank: 20 },
  value: (row) => row.user,
  text: (row) => word(row.user),
};
const DEV: Column = {
  ...{ ...LEFT, key: 'dev', title: 'DEV', width: 6, rank: 10 },
  value: (row) => row.deviceLabel || null,
  text: (row) => word(row.deviceLabel),
};
const CLIENT: Column = {
  ...{ ...RIGHT, key: 'client', title: 'CLIENT', width: 7, rank: 40, descending: false },
  value: (row) => row.clientLabel,
  text: (row) => word(row.clientLabel),
};
const MEM: Column = {
  ...{ ...RIGHT, key: 'mem', title: 'MEM', width: 8, rank: 15 },
  value: memoryInUse,
  text: (row) => bytes(memoryInUse(row)),
};
const TIME: Column = {
  ...{ ...RIGHT, key: 'time', title: 'TIME+', width: 8, rank: 50 },
  value: (row) => row.gpuTimeNs,
  text: (row) => gpuTime(row.gpuTimeNs),
};
const CPU: Column = {
  ...{ ...RIGHT, key: 'cpu', title: 'CPU', width: 7, rank: 55 },
  value: (row) => row.cpuRatio,
  text: (row) => cpuPercent(row.cpuRatio),
};
const HOLDERS: Column = {
  ...{ ...RIGHT, key: 'holders', title: 'HOLDERS', width: 7, rank: 90 },
  value: countHolders,
  text: (row) => countHolders(row).toString(),
};
const UNIT: Column = {
  ...{ ...LEFT, key: 'unit', title: 'UNIT', width: 16, rank: 58 },
  value: (row) => row.unit,
  text: (row) => word(row.unit),
};
const COMMAND: Column = {
  ...{ ...LEFT, key: 'command', title: 'COMMAND', width: 8, rank: 0 },
  value: (row) => row.command,
  text: commandText,
};

/** Has no column of its own: the busiest engine of the row, which is the order without `--sort`. */
const BUSY: Column = {
  ...{ ...RIGHT, key: 'busy', title: 'BUSY', width: 6, rank: 99 },
  value: busiest,
  text: (row) => percent(busiest(row)),
};

const STATIC: readonly Column[] = [PID, USER, DEV, CLIENT, MEM, TIME, CPU, HOLDERS, UNIT, COMMAND, BUSY];
const AVERAGED_SECONDS = [10, 60];
const STATIC_KEYS: ReadonlySet<string> = new Set([...STATIC.map(({ key }) => key), ...AVERAGED_SECONDS.map(averageKey)]);

/**
 * The columns for what this snapshot's devices have, in their order, before any is dropped for space. DEV stands only
 * among several devices, UNIT where somebody has a unit, MEM beside several regions, averages where a history is kept.
 */
export function columnsFor(snapshot: Snapshot, { by = 'client', averages }: ColumnChoice = {}): Column[] {
  const engines = engineNames(snapshot);
  const regions = regionNames(snapshot);
  const devices = new Set(
    [...snapshot.devices, ...snapshot.clients.map((client) => ({ id: client.device }))].map(({ id }) => id),
  );
  const hasUnits = by === 'unit' || snapshot.clients.some((client) => client.owner.unit !== null);
  const columns = [
    ...(by === 'unit' ? [UNIT] : []),
    PID,
    USER,
    ...(devices.size > 1 ? [{ ...DEV, width: widthOfLabels(snapshot) }] : []),
    by === 'client' ? CLIENT : { ...CLIENT, width: 10 },
    ...engines.map(engineColumn),
    ...(averages === undefined ? [] : AVERAGED_SECONDS.map((seconds) => averageColumn(averages, seconds))),
    ...regions.map((name, at) => regionColumn(name, at, engines, regions.length === 1)),
    ...(regions.length === 1 ? [] : [MEM]),
    TIME,
    CPU,
    HOLDERS,
    ...(hasUnits && by !== 'unit' ? [UNIT] : []),
    COMMAND,
  ];
  if (by !== 'user' && by !== 'unit') return columns;
  // The column that names the group takes the place of PID among those that always stay.
  return columns.map((column) => (column === PID ? { ...PID, rank: 70 } : column.key === by ? { ...column, rank: 0 } : column));
}

/** The column behind a key; for a name that is no fixed column, the engine or region of that name. */
export function findColumn(key: string, averages?: Averages): Column {
  const average = AVERAGED_SECONDS.find((seconds) => averageKey(seconds) === key);
  if (average !== undefined && averages !== undefined) return averageColumn(averages, average);
  return STATIC.find((column) => column.key === key) ?? measureColumn(key);
}

/** `here`: the keys this snapshot can be sorted by. `valid`: those, and what exists on other or idle machines. */
export function sortKeys(snapshot: Snapshot): { readonly here: readonly string[]; readonly valid: ReadonlySet<string> } {
  const engines = engineNames(snapshot);
  const measures = [...engines.map(engineKey), ...regionNames(snapshot).map((name) => regionKey(name, engines))];
  const names = [...engines, ...regionNames(snapshot), ...COMMON_MEASURES];
  const here = [...STATIC.map((column) => column.key), ...measures];
  const valid = new Set([...here, ...names, ...names.flatMap((name) => [`engine:${name}`, `region:${name}`])]);
  return { here: here.map((key) => printable(key)), valid };
}

function engineKey(name: string): string {
  return STATIC_KEYS.has(name) ? `engine:${name}` : name;
}

function regionKey(name: string, engines: readonly string[]): string {
  return STATIC_KEYS.has(name) || engines.includes(name) ? `region:${name}` : name;
}

function engineColumn(name: string, at: number): Column {
  const title = printable(name);
  return {
    ...RIGHT,
    ...{ key: engineKey(name), name, title, kind: 'engine', rank: at === 0 ? 0 : 30 + Math.min(at, 9) },
    width: Math.min(WIDEST_ENGINE, Math.max(6, cellWidth(title))),
    value: (row) => row.engines.get(name) ?? null,
    text: (row) => percent(row.engines.get(name) ?? null),
  };
}

function regionColumn(name: string, at: number, engines: readonly string[], alone: boolean): Column {
  return {
    ...RIGHT,
    ...{
      key: regionKey(name, engines),
      name,
      title: printable(name),
      kind: 'region',
      width: 8,
      rank: alone ? MEM.rank : at === 0 ? 45 : 60 + Math.min(at, 9),
    },
    value: (row) => row.memory.get(name) ?? null,
    text: (row) => bytes(row.memory.get(name) ?? null),
  };
}

function averageKey(seconds: number): string {
  return `avg${seconds}`;
}

function averageColumn(averages: Averages, seconds: number): Column {
  return {
    ...RIGHT,
    ...{ key: averageKey(seconds), title: `${seconds} s`, kind: 'average', width: 6, rank: 56 },
    value: (row) => averages.busy(row, seconds),
    text: (row) => percent(averages.busy(row, seconds)),
  };
}

/** For sorting only: the devices of the moment may have no such engine, and then nothing is known. */
function measureColumn(key: string): Column {
  const { kind, name } = parseMeasure(key);
  const value = (row: Row): number | null =>
    (kind === 'region' ? null : row.engines.get(name)) ?? (kind === 'engine' ? null : row.memory.get(name)) ?? null;
  return { ...BUSY, key, title: printable(name), value, text: (row) => value(row)?.toString() ?? DASH };
}

function widthOfLabels({ devices }: Snapshot): number {
  return Math.min(12, Math.max(5, ...devices.map((device) => cellWidth(printable(device.nodes[0] ?? device.id)))));
}

function word(text: string | null): string {
  return text === null || text === '' ? DASH : printable(text);
}

/** Cells that a note leaves to the command; half of all cells where those are fewer. */
const COMMAND_BESIDE_NOTE = 16;

/** A command line too long first loses the directory of its program, then its end, and gives way to the note. */
function commandText(row: Row, cells: number): string {
  const command = word(row.command);
  if (row.note === '') return cellWidth(command) > cells ? withoutDirectory(command) : command;
  const note = printable(row.note);
  const room = Math.max(Math.min(COMMAND_BESIDE_NOTE, Math.floor(cells / 2)), cells - cellWidth(note) - 2);
  return `${cut(cellWidth(command) > room ? withoutDirectory(command) : command, room)}  ${note}`;
}

/** `/usr/lib/firefox/firefox -x` is told by its name, not by its path. */
function withoutDirectory(command: string): string {
  return command.replace(/^\/[^ ]*\/(?=[^ ])/, '');
}
