/**
 * Which columns fit a width. What stays longest is what answers the question "who is using my GPU": PID, BUSIEST, the sorted column
 * and COMMAND always stay. Then, in this order as the width grows: MEM, DEV (of several devices), the engines, HISTORY, USER, CPU, UNIT,
 * TIME+, averages, regions, HOLDERS, CLIENT. A wider terminal shows every column that a narrower one shows.
 *
 * The engines of one driver have columns of their own where those are few for the width; else one column tells them all.
 */
import { BUSIEST_CELLS, commandInUnit } from './cell-text.js';
import type { Column } from './column.js';

/** Spaces between two columns. */
export const GAP = 1;

/** The rank of a column that stands only where the table is sorted by it. */
export const LEFT_OUT = 100;
/** The column of all engines. */
export const ENGINES_KEY = 'engines';

/** The part of the width that engines may take in columns of their own. */
const ENGINES_SHARE = 0.25;

/** A further column comes only if COMMAND keeps this many cells: the less the column says, the more. */
const ROOM_FOR_COMMAND = 18;
/** For who owns it and what its CPU does. */
const SOME_ROOM = 26;
const USEFUL = 18;
const MORE_ROOM = 32;
const LESS_USEFUL = 22;
const MUCH_ROOM = 48;
const HARDLY_USEFUL = 50;
/** For a name and a container that are both recognised. */
const ROOM_FOR_CONTAINER = 22;

export interface PlacedColumn {
  readonly column: Column;
  /** Cells on this screen; the last column takes what the others leave. */
  readonly cells: number;
}

/**
 * The columns of `columns` that fit `width` cells, in their order, least useful dropped first. Together with the gaps
 * they take exactly `width` cells where the last one is wide enough to grow; below about 25 cells they take more, and the
 * line must be cut.
 *
 * @param sorted the key of the column that the rows are ordered by: it always stays
 */
export function fitColumns(columns: readonly Column[], width: number, sorted: string | null = null): PlacedColumn[] {
  const isEngine = ({ kind, rank, key }: Column): boolean => kind === 'engine' && rank < LEFT_OUT && key !== sorted;
  const engines = columns.filter(isEngine);
  if (!columns.some(({ key }) => key === ENGINES_KEY)) return fitAll(columns, width, sorted);
  const areFew = engines.length > 0 && cellsOf(engines) <= width * ENGINES_SHARE;
  const chosen = columns.filter((column) => (areFew ? column.key !== ENGINES_KEY || column.key === sorted : !isEngine(column)));
  if (areFew) return fitAll(chosen, width, sorted);
  // ENGINES begins with the busiest one and its word, which then need not stand twice.
  const brief = fitAll(
    chosen.map((column) => (column.key === 'busy' ? { ...column, width: BUSIEST_CELLS } : column)),
    width,
    sorted,
  );
  return brief.some(({ column }) => column.key === ENGINES_KEY) ? brief : fitAll(chosen, width, sorted);
}

function fitAll(columns: readonly Column[], width: number, sorted: string | null): PlacedColumn[] {
  const kept = new Set(columns.filter(({ rank, key }) => rank === 0 || key === sorted));
  let used = cellsOf([...kept]) - (columns.at(-1)?.width ?? 0);
  for (const column of [...columns].sort((a, b) => a.rank - b.rank)) {
    if (kept.has(column)) continue;
    if (column.rank >= LEFT_OUT) break;
    used += GAP + column.width;
    if (used + roomFor(column.rank) > width) break;
    kept.add(column);
  }
  const placed = withUnit(
    columns,
    columns.filter((column) => kept.has(column)),
    width,
  );
  const last = placed.at(-1);
  const rest = restOf(placed, width);
  return placed.map((column) => ({ column, cells: column === last ? Math.max(1, rest) : column.width }));
}

/**
 * Where somebody is in a unit and no column says so, COMMAND tells the container, and others give it cells for that. A column for it has cells for
 * a container's id where COMMAND has plenty.
 */
function withUnit(columns: readonly Column[], kept: readonly Column[], width: number): readonly Column[] {
  const unit = columns.find(({ key }) => key === 'unit');
  const rest = restOf(kept, width);
  if (unit === undefined) return kept;
  if (kept.includes(unit)) {
    const { most = unit.width } = unit;
    return rest - most + unit.width < MORE_ROOM
      ? kept
      : kept.map((column) => (column === unit ? { ...unit, width: most } : column));
  }
  return kept.map((column) => {
    if (column.key === 'command') return { ...column, text: commandInUnit };
    return rest < ROOM_FOR_CONTAINER && column.least !== undefined ? { ...column, width: column.least } : column;
  });
}

/** What the last column has. */
function restOf(columns: readonly Column[], width: number): number {
  return width - cellsOf(columns) + (columns.at(-1)?.width ?? 0);
}

/** What COMMAND keeps beside a column of this rank. */
function roomFor(rank: number): number {
  if (rank < USEFUL) return ROOM_FOR_COMMAND;
  if (rank < LESS_USEFUL) return SOME_ROOM;
  return rank < HARDLY_USEFUL ? MORE_ROOM : MUCH_ROOM;
}

function cellsOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0) + GAP * Math.max(0, columns.length - 1);
}
