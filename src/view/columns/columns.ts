/** Which columns stand, and which column a name is. What each is, is told in registry.ts. */
import type { Snapshot } from '../../ledger/snapshot.js';
import { engineClassNamed } from '../../measures/engines.js';
import { isUnitGrouping, type UnitGrouping } from '../../units/unit-grouping.js';
import type { Grouping, Row } from '../row/row.js';
import { printable } from '../text/printable.js';
import { wordText } from './cell-text.js';
import { type Averages, type Column, TEXT } from './column.js';
import { columnFacts, type ColumnFacts } from './column-facts.js';
import { HIDDEN_COLUMNS, UNIT_COLUMNS } from './filter-columns.js';
import { AVERAGE_KEYS, averageColumns, measureColumn } from './measure-columns.js';
import { COMMON_MEASURES, engineNames, regionNames } from './measures.js';
import { type ColumnContext, engineKey, FIXED_COLUMNS, REGISTRY, regionKey } from './registry.js';

export type { Averages, Column, SortValue } from './column.js';

export interface ColumnChoice {
  readonly by?: Grouping;
  readonly averages?: Averages | undefined;
}

/** All that have a name of their own, in the order in which messages list them. */
export const NAMED: readonly Column[] = [...FIXED_COLUMNS, ...HIDDEN_COLUMNS];
const BY_NAME = new Map([
  ...[...NAMED, ...UNIT_COLUMNS].flatMap((column) => (column.aliases ?? []).map((alias) => [alias, column] as const)),
  ...[...UNIT_COLUMNS, ...NAMED].map((column) => [column.key, column] as const),
]);

/** The column of this key or alias, engines and regions apart. */
export function namedColumn(name: string): Column | undefined {
  return BY_NAME.get(name);
}

/** The key of the column that a user means by a key, an alias or a title (`busiest`, `MEM`, `GFX`); what is none of these stays as typed. */
export function keyMeant(typed: string): string {
  const lower = typed.toLowerCase();
  const column = namedColumn(typed) ?? namedColumn(lower);
  if (column !== undefined) return column.key;
  return COMMON_MEASURES.includes(lower) ? lower : (engineClassNamed(lower) ?? typed);
}

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
  const context: ColumnContext = { ...facts, averages };
  const columns = REGISTRY.flatMap((entry): Column[] => {
    if ('columns' in entry) return entry.columns(context);
    if (entry.when?.(context) === false) return [];
    const { column } = entry;
    return [{ ...column, width: entry.widthIn?.(context) ?? column.width, rank: entry.rankIn?.(context) ?? column.rank }];
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
  const here = [
    ...FIXED_COLUMNS.map(({ key }) => key),
    ...engines.map(engineKey),
    ...regions.map((name) => regionKey(name, engines)),
  ];
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
