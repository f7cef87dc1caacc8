/**
 * Which columns fit a width. What stays longest is what answers the question "who is using my GPU": PID, the main engine
 * and COMMAND always stay. Then, in this order as the width grows: DEV and BUSIEST (of several devices),
 * MEM, USER, the other engines, CLIENT, the first region, TIME+, CPU, averages, UNIT, the other regions, HOLDERS. A wider terminal shows every
 * column that a narrower one shows.
 */
import type { Column } from './columns.js';

/** Spaces between two columns. */
export const GAP = 1;

/** A further column comes only if COMMAND keeps this many cells: the less the column says, the more. */
const ROOM_FOR_COMMAND = 18;
const MORE_ROOM = 32;
const LESS_USEFUL = 55;

export interface PlacedColumn {
  readonly column: Column;
  /** Cells on this screen; the last column takes what the others leave. */
  readonly cells: number;
}

/**
 * The columns of `columns` that fit `width` cells, in their order, least useful dropped first. Together with the gaps
 * they take exactly `width` cells where the last one is wide enough to grow; below about 16 cells they take more, and the
 * line must be cut.
 */
export function fitColumns(columns: readonly Column[], width: number): PlacedColumn[] {
  const kept = new Set(columns.filter((column) => column.rank === 0));
  let used = cellsOf([...kept]) - (columns.at(-1)?.width ?? 0);
  for (const column of [...columns].sort((a, b) => a.rank - b.rank)) {
    if (kept.has(column)) continue;
    used += GAP + column.width;
    if (used + (column.rank < LESS_USEFUL ? ROOM_FOR_COMMAND : MORE_ROOM) > width) break;
    kept.add(column);
  }
  const placed = columns.filter((column) => kept.has(column));
  const last = placed.at(-1);
  const rest = width - cellsOf(placed) + (last?.width ?? 0);
  return placed.map((column) => ({ column, cells: column === last ? Math.max(1, rest) : column.width }));
}

function cellsOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0) + GAP * Math.max(0, columns.length - 1);
}
