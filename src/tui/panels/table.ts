/** The client table: which columns fit, bars where there is room for them, one line per row. */
import type { Column } from '../../view/columns/columns.js';
import { busiestText, enginesText, type Busyness } from '../../view/columns/cell-text.js';
import { ENGINES_KEY, GAP, fitColumns, type PlacedColumn } from '../../view/columns/fit-columns.js';
import { bar, framedBar } from '../../view/text/graphs.js';
import { figureText, isShare, rowFigure } from '../../view/columns/engine-figure.js';
import type { Row } from '../../view/row/row.js';
import { cellWidth, cut, fit } from '../../view/text/text.js';
import type { ShownRow } from '../rows.js';
import type { CellStyle } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { TRACE_KEY } from '../charts/trace-column.js';
import { engineCell } from './engine-cell.js';

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
}

/** A column on this screen; `barCells` is what a busy bar takes of `cells`. */
export interface TableColumn extends PlacedColumn {
  readonly barCells: number;
}

const FULL_GAP = ' '.repeat(GAP);

const BAR_LEAST = 4;
const BAR_MOST = 8;
/** Bars come only where COMMAND keeps this many cells. */
const COMMAND_BESIDE_BARS = 30;

/** The columns that fit, with bars in what room is left. */
export function placeColumns(columns: readonly Column[], width: number, options: TableOptions): TableColumn[] {
  const scrolled = options.columnScroll === 0 ? columns : withoutFirst(columns, options.columnScroll);
  if (options.cells === 'bars') {
    const wide = scrolled.map((column) =>
      column.kind === 'engine' ? { ...column, width: Math.max(column.width, BAR_MOST) } : column,
    );
    const placed = fitColumns(wide, width, options.sort);
    return placed.map((each) => ({ ...each, barCells: isBusyColumn(each.column) ? Math.min(BAR_MOST, each.cells) : 0 }));
  }
  const placed = withMemoryBar(fitColumns(scrolled, width, options.sort));
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

function withMemoryBar(placed: readonly PlacedColumn[]): TableColumn[] {
  const last = placed.at(-1);
  const fits =
    (last?.cells ?? 0) - MEMORY_BAR - GAP >= COMMAND_BESIDE_MEMORY && placed.some(({ column }) => column.key === 'mem');
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

/** The header line, `width` cells. */
export function tableHead(theme: Theme, columns: readonly TableColumn[], options: TableOptions, width: number): string {
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

/** One row, `width` cells. A selected row has one colour: its style must not be broken by others inside it. */
export function tableRow(
  theme: Theme,
  shown: ShownRow,
  columns: readonly TableColumn[],
  options: TableOptions,
  width: number,
): string {
  const { row } = shown;
  const selected = row.key === options.selected;
  const marked = options.marks.has(row.key);
  const hasOneColour = selected || marked || shown.ended !== null;
  let line = '';
  let left = width;
  // What a client did that ended stands over its numbers, from BUSIEST to COMMAND.
  const saidFrom = shown.ended === null ? -1 : columns.findIndex(({ column }) => column.key === 'busy');
  let i = -1;
  for (const placed of columns) {
    i += 1;
    const gap = i === 0 ? 0 : Math.min(GAP, left);
    const isLast = i === columns.length - 1;
    if (saidFrom !== -1 && i > saidFrom && !isLast) continue;
    const cells = i === saidFrom ? cellsBetween(columns, saidFrom) : placed.cells;
    const room = Math.min(cells, left - gap);
    if (room <= 0) break;
    const text =
      i === saidFrom ? fit(shown.ended ?? '', room) : cellText(hasOneColour ? null : theme, shown, placed, room, options);
    line += gap === GAP ? FULL_GAP + text : ' '.repeat(gap) + text;
    left -= gap + room;
  }
  if (left > 0) line += ' '.repeat(left);
  // Marks are signs as well as colours.
  const sign = marked ? '*' : shown.isNew ? '+' : '';
  if (sign !== '' && width > 0 && cellWidth(line.charAt(0)) === 1) {
    line = (hasOneColour || !shown.isNew ? sign : paint(theme.key, sign)) + line.slice(1);
  }
  if (selected) return paint(theme.selected, line);
  if (shown.ended !== null) return paint(theme.dim, line);
  return marked ? paint(theme.marked, line) : line;
}

/** Cells from a column to the last one, which is not counted, nor is the gap before it. */
function cellsBetween(columns: readonly TableColumn[], from: number): number {
  const between = columns.slice(from, -1);
  return between.reduce((sum, { cells }) => sum + cells, 0) + GAP * (between.length - 1);
}

function cellText(
  theme: Theme | null,
  shown: ShownRow,
  { column, barCells }: TableColumn,
  room: number,
  options: TableOptions,
): string {
  const { row } = shown;
  if (column.key === 'command') return commandCell(shown, column, room);
  if (column.key === 'busy') return busiestCell(theme, row, room, barCells, options.perEngine);
  if (column.key === ENGINES_KEY && options.perEngine) return fit(enginesText(ofOneEngine(row), room), room);
  if (column.key === 'mem' && barCells > 0) return memoryCell(theme, row, column, room, barCells, options);
  if (column.key === TRACE_KEY && theme !== null) return paint(theme.heat(row.busiest ?? 0), fit(column.text(row, room), room));
  if (column.kind !== 'engine') return fit(column.text(row, room), room, column.align);
  const figure = rowFigure(row, column.name ?? '');
  const { ratio, capacity } = figure;
  if (ratio !== null && !isShare(figure)) return fit(figureText(figure), room, 'right');
  // Of one engine of the group, which may go above 100 %.
  const wholeEngine = options.perEngine && ratio !== null ? `${Math.round(ratio * capacity * 100)} %` : null;
  return engineCell(theme, ratio, room, barCells, wholeEngine);
}

function busiestCell(theme: Theme | null, row: Row, room: number, barCells: number, perEngine: boolean): string {
  const { busiest } = row;
  const text = fit(barCells > 0 ? bar(busiest, barCells) : busiestText(perEngine ? ofOneEngine(row) : row, room), room);
  if (theme === null || busiest === null) return text;
  return paint(busiest === 0 ? theme.dim : theme.heat(busiest), text);
}

/** The number, and which part of its device's memory that is. */
function memoryCell(
  theme: Theme | null,
  row: Row,
  column: Column,
  room: number,
  barCells: number,
  { memoryShare }: TableOptions,
): string {
  if (room < barCells + GAP) return fit(column.text(row, room), room, column.align);
  const number = fit(column.text(row, room), room - barCells - GAP, column.align) + ' '.repeat(GAP);
  const share = memoryShare(row);
  if (share === null) return number + ' '.repeat(barCells);
  if (theme === null) return number + framedBar(share, barCells);
  return (
    number +
    framedBar(
      share,
      barCells,
      (text) => paint(theme.memory, text),
      (text) => paint(theme.dim, text),
    )
  );
}

/** The row's engines with their ratios counted in single engines. */
function ofOneEngine(row: Row): Busyness {
  const engines = new Map<string, number | null>();
  let busiest: number | null = null;
  for (const [name, ratio] of row.engines) {
    const figure = rowFigure(row, name);
    const ofOne = ratio === null || !isShare(figure) ? ratio : ratio * figure.capacity;
    engines.set(name, ofOne);
    if (ofOne !== null && isShare(figure)) busiest = Math.max(busiest ?? 0, ofOne);
  }
  return { driver: row.driver, clients: row.clients, engines, busiest };
}

/** What a command line became in so much room: it is the longest text of a row, and the same at every frame. */
interface DrawnCommand {
  readonly note: string;
  readonly lead: string;
  readonly room: number;
  readonly text: string;
}

const drawnCommands = new Map<string, DrawnCommand>();
const MOST_COMMANDS = 1000;

function commandCell(shown: ShownRow, column: Column, room: number): string {
  const { command, note: said, unit } = shown.row;
  const note = unit === null ? said : `${said} ${unit}`;
  const sign = shown.fold === null ? '' : shown.fold === 'open' ? '▾ ' : '▸ ';
  const lead = shown.prefix + sign;
  const drawn = drawnCommands.get(command);
  if (drawn?.note === note && drawn.lead === lead && drawn.room === room) return drawn.text;
  const start = cut(lead, room);
  const text = fit(start + column.text(shown.row, room - cellWidth(start)), room, column.align);
  if (drawnCommands.size >= MOST_COMMANDS) drawnCommands.clear();
  drawnCommands.set(command, { note, lead, room, text });
  return text;
}
