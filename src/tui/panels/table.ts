/** The head of the client table: which columns fit, and bars where there is room for them. Its rows are drawn by table-row.ts. */
import type { Column } from '../../view/columns/columns.js';
import { GAP, fitColumns, type PlacedColumn } from '../../view/columns/fit-columns.js';
import type { Row } from '../../view/row/row.js';
import { fit } from '../../view/text/text.js';
import type { CellStyle } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

export interface TableOptions {
  readonly cells: CellStyle;
  readonly perEngine: boolean;
  /** Key of the sorted column; null: by the busiest engine. */
  readonly sort: string | null;
  readonly reverse: boolean;
  /** Columns hidden at the left end, PID aside. */
  readonly columnScroll: number;
  readonly selected: string | null;
  readonly marks: ReadonlySet<string>;
  /** What a row has of its device's main memory, 0..1; null where that is not known. */
  readonly memoryShare: (row: Row) => number | null;
  /** Of some device it is known: else a bar beside MEM would be a blank. */
  readonly hasMemoryShares: boolean;
}

/** A column on this screen; `barCells` is what a busy bar takes of `cells`. */
export interface TableColumn extends PlacedColumn {
  readonly barCells: number;
}

const BAR_LEAST = 4;
const BAR_MOST = 8;
/** Bars come only where COMMAND keeps this many cells. */
const COMMAND_BESIDE_BARS = 30;

/** What decides where columns stand. */
export type PlaceOptions = Pick<TableOptions, 'cells' | 'columnScroll' | 'sort' | 'hasMemoryShares'>;

/** `placeColumns` for one frame after the other: the same array while nothing that decides changes. */
export class ColumnPlacer {
  #columns: readonly Column[] = [];
  #width = -1;
  #options: PlaceOptions = { cells: 'both', columnScroll: 0, sort: null, hasMemoryShares: false };
  #placed: readonly TableColumn[] = [];

  place(columns: readonly Column[], width: number, options: PlaceOptions): readonly TableColumn[] {
    const { cells, columnScroll, sort, hasMemoryShares } = options;
    const before = this.#options;
    const isSame = before.cells === cells && before.columnScroll === columnScroll && before.sort === sort;
    const isAsBefore = isSame && before.hasMemoryShares === hasMemoryShares;
    if (isAsBefore && columns === this.#columns && width === this.#width) return this.#placed;
    this.#columns = columns;
    this.#width = width;
    this.#options = { cells, columnScroll, sort, hasMemoryShares };
    return (this.#placed = placeColumns(columns, width, options));
  }
}

/** The columns that fit, with bars in what room is left. */
export function placeColumns(columns: readonly Column[], width: number, options: PlaceOptions): TableColumn[] {
  const scrolled = options.columnScroll === 0 ? columns : withoutFirst(columns, options.columnScroll);
  if (options.cells === 'bars') {
    const wide = scrolled.map((column) =>
      column.kind === 'engine' ? { ...column, width: Math.max(column.width, BAR_MOST) } : column,
    );
    const placed = fitColumns(wide, width, options.sort);
    return placed.map((each) => ({ ...each, barCells: isBusyColumn(each.column) ? Math.min(BAR_MOST, each.cells) : 0 }));
  }
  const placed = withMemoryBar(fitColumns(scrolled, width, options.sort), options.hasMemoryShares);
  const engines = placed.filter(({ column }) => column.kind === 'engine');
  const last = placed.at(-1);
  const room = (last?.cells ?? 0) - COMMAND_BESIDE_BARS;
  const each = Math.min(BAR_MOST, Math.floor(room / Math.max(1, engines.length)) - GAP);
  if (options.cells === 'numbers' || engines.length === 0 || each < BAR_LEAST) return placed;
  const taken = engines.length * (each + GAP);
  return placed.map(({ column, cells, barCells }) => {
    if (column.kind === 'engine') return { column, cells: cells + each + GAP, barCells: each };
    return { column, cells: column === last?.column ? cells - taken : cells, barCells };
  });
}

function isBusyColumn({ kind, key }: Column): boolean {
  return kind === 'engine' || key === 'busy';
}

/** The bar beside MEM, its frame included, and the cells that COMMAND keeps beside it. */
const MEMORY_BAR = 7;
const COMMAND_BESIDE_MEMORY = 24;

function withMemoryBar(placed: readonly PlacedColumn[], hasShares: boolean): TableColumn[] {
  const last = placed.at(-1);
  const fits =
    hasShares &&
    (last?.cells ?? 0) - MEMORY_BAR - GAP >= COMMAND_BESIDE_MEMORY &&
    placed.some(({ column }) => column.key === 'mem');
  return placed.map(({ column, cells }) => {
    if (fits && column.key === 'mem') return { column, cells: cells + GAP + MEMORY_BAR, barCells: MEMORY_BAR };
    return { column, cells: fits && column === last?.column ? cells - MEMORY_BAR - GAP : cells, barCells: 0 };
  });
}

/** The first `count` columns after PID hidden: scrolling keeps what tells the rows apart. */
function withoutFirst(columns: readonly Column[], count: number): readonly Column[] {
  const [first, ...others] = columns;
  return first === undefined ? columns : [first, ...others.slice(Math.min(count, others.length - 1))];
}

/** The header that was drawn last, and of what: it stands for as long as its columns do. */
interface Head extends Pick<TableOptions, 'sort' | 'reverse'> {
  readonly theme: Theme;
  readonly columns: readonly TableColumn[];
  readonly width: number;
  readonly line: string;
}

let head: Head | null = null;

/** The header line, `width` cells. */
export function tableHead(theme: Theme, columns: readonly TableColumn[], options: TableOptions, width: number): string {
  const { sort, reverse } = options;
  const isSame = head?.theme === theme && head.columns === columns && head.sort === sort && head.reverse === reverse;
  if (isSame && head?.width === width) return head.line;
  const line = drawHead(theme, columns, options, width);
  head = { theme, columns, sort, reverse, width, line };
  return line;
}

function drawHead(theme: Theme, columns: readonly TableColumn[], options: TableOptions, width: number): string {
  let line = '';
  let left = width;
  for (const [i, { column, cells, barCells }] of columns.entries()) {
    const gap = i === 0 ? 0 : Math.min(GAP, left);
    const room = Math.min(cells, left - gap);
    const sorted = column.key === options.sort;
    const arrow = sorted ? (column.descending === options.reverse ? '▴' : '▾') : '';
    // The arrow takes the title's last cell where there is none to spare.
    // Over the number, where a bar stands beside it.
    const over = column.key === 'mem' && barCells > 0 && room > barCells + GAP ? room - barCells - GAP : room;
    const named = fit(sorted ? column.title.slice(0, Math.max(1, cells - 1)) + arrow : column.title, over, column.align);
    const title = fit(named, room);
    line += paint(theme.head, ' '.repeat(gap)) + paint(sorted ? theme.headSorted : theme.head, title);
    left -= gap + room;
  }
  return line + paint(theme.head, ' '.repeat(left));
}

/** The key of the column under cell `x`, or null between columns and beyond them. */
export function columnAt(columns: readonly TableColumn[], x: number): string | null {
  let start = 0;
  for (const { column, cells } of columns) {
    if (x >= start && x < start + cells) return column.key;
    start += cells + GAP;
  }
  return null;
}
