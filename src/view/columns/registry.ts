/**
 * The columns of the client table, in the order in which they stand. One registry: a new column is one entry in it, and
 * the table, the screen, `--sort`, `--filter` and their error messages know it by the same names.
 *
 * Engines and regions make their own columns, one for each name that the devices have. A name that is taken (the region
 * `cpu` of amdgpu beside CPU %) has the key `region:cpu`.
 */
import { CLIENT_FACTS, type ClientFact } from '../../measures/client-facts.js';
import { shortDeviceLabel } from '../devices/devices.js';
import { userOf } from '../row/make-row.js';
import type { Row } from '../row/row.js';
import { clientFact, countHolders, memoryInUse, pidsOf, processesOf } from '../row/row-values.js';
import { DASH } from '../text/glyphs.js';
import { bytes, cpuPercent, gpuTime } from '../text/numbers.js';
import { busiestText, commandText, enginesText, unitText, wordText } from './cell-text.js';
import { type Averages, type Column, NUMBER, TEXT } from './column.js';
import type { ColumnFacts } from './column-facts.js';
import { ENGINES_KEY, LEFT_OUT } from './fit-columns.js';
import { AVERAGE_KEYS, averageColumns, engineColumn, regionColumn } from './measure-columns.js';

/** What an entry may look at to decide whether and how it stands. */
export interface ColumnContext extends ColumnFacts {
  readonly averages: Averages | undefined;
}

/** A column of its own, shown where `when` says so, or the columns that the devices bring. */
type Entry =
  | {
      readonly column: Column;
      when?(context: ColumnContext): boolean;
      widthIn?(context: ColumnContext): number;
      rankIn?(context: ColumnContext): number;
    }
  | { columns(context: ColumnContext): Column[] };

export const REGISTRY: readonly Entry[] = [
  {
    column: {
      ...{ ...NUMBER, key: 'pid', title: 'PID', width: 7, rank: 0, descending: false },
      isOfWho: true,
      meaning: 'the process that owns the client; a filter finds those that only hold it, too',
      ...{ unit: 'count', words: { part: false, read: pidsOf } },
      value: (row) => row.pid,
      text: (row) => row.pid?.toString() ?? DASH,
    },
  },
  {
    column: {
      ...{ ...TEXT, key: 'user', title: 'USER', width: 9, rank: 18 },
      isOfWho: true,
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
      isOfWho: true,
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
      isOfWho: true,
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
      ...{ ...NUMBER, key: ENGINES_KEY, title: 'ENGINES', width: 18, least: 15, align: 'left', rank: 14 },
      meaning: 'every engine that is busy, by its class, in percent',
      // Compared by the busiest of them, as it is sorted.
      unit: 'percent',
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
      ...{ unit: 'seconds', aliases: ['time+'] },
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
      isOfWho: true,
      meaning: 'processes that hold the client',
      unit: 'count',
      value: countHolders,
      text: (row) => countHolders(row).toString(),
    },
  },
  {
    when: ({ by, anyUnit }) => by === 'unit' || anyUnit,
    column: {
      ...{ ...TEXT, key: 'unit', title: 'UNIT', width: 16, most: 20, rank: 22 },
      isOfWho: true,
      meaning: 'container, pod, job, machine, application or service',
      words: { part: true, read: (row) => processesOf(row).map((process) => process.unit?.text) },
      value: (row) => row.unit,
      text: (row, cells) => unitText(row.unit, cells),
    },
  },
  {
    column: {
      ...{ ...TEXT, key: 'command', title: 'COMMAND', width: 8, rank: 0 },
      isOfWho: true,
      meaning: 'the command line',
      ...{ aliases: ['cmd'], words: { part: true, read: (row) => processesOf(row).map(({ cmdline, comm }) => cmdline ?? comm) } },
      value: (row) => row.command,
      text: commandText,
    },
  },
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

/** Those with an entry of their own. */
export const FIXED_COLUMNS: readonly Column[] = REGISTRY.flatMap((entry) => ('column' in entry ? entry.column : []));

const TAKEN: ReadonlySet<string> = new Set([...FIXED_COLUMNS.map(({ key }) => key), ...AVERAGE_KEYS]);

export function engineKey(name: string): string {
  return TAKEN.has(name) ? `engine:${name}` : name;
}

export function regionKey(name: string, engines: readonly string[]): string {
  return TAKEN.has(name) || engines.includes(name) ? `region:${name}` : name;
}
