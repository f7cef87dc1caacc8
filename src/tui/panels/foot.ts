/**
 * What the columns have no room for, below the table where rows are free: the selected row's command line whole, and the values of
 * columns that do not fit. It stands above the status line and gives way to rows of the table from its top on, so that nothing moves.
 */
import { wordText } from '../../view/columns/cell-text.js';
import type { Column } from '../../view/columns/columns.js';
import { ENGINES_KEY } from '../../view/columns/fit-columns.js';
import type { Row } from '../../view/row/row.js';
import { DASH } from '../../view/text/glyphs.js';
import { cellWidth, cut, fit } from '../../view/text/text.js';
import { TRACE_KEY } from '../charts/trace-column.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import type { TableColumn } from './table.js';

/** Free rows from which there is something: one stays blank above it. */
export const FOOT_LEAST = 2;
/** Engines by their words take so many cells. */
const TEXT_MOST = 40;
const NAME_MOST = 16;
const GAP = '  ';
const COMMAND_KEY = 'command';
/** They have a line of their own, are a picture, or begin every row. */
const ELSEWHERE: ReadonlySet<string> = new Set([COMMAND_KEY, TRACE_KEY, 'pid', 'busy']);

/**
 * The last ones of `free` lines, `width` cells each.
 *
 * @param columns all that could stand
 * @param placed those that do
 */
export function footLines(
  theme: Theme,
  row: Row,
  columns: readonly Column[],
  placed: readonly TableColumn[],
  width: number,
  free: number,
): string[] {
  const most = free - FOOT_LEAST + 1;
  const plan = planFor(columns, placed);
  const name = `› ${row.pid ?? wordText(row.clientLabel, NAME_MOST)} `;
  const command = commandLine(row, plan, width - cellWidth(name));
  const facts = factLines(theme, row, plan, width - cellWidth(name), most - command.length);
  const lead = paint(theme.dim, fit(name, Math.min(width, cellWidth(name))));
  // The command is the last one to go.
  return [...facts.reverse(), ...command].map((line) => lead + line);
}

/** What the lines can tell, for as long as the columns are the same. */
interface FootPlan {
  readonly columns: readonly Column[];
  readonly placed: readonly TableColumn[];
  readonly command: Column | undefined;
  readonly shown: TableColumn | undefined;
  /** All of a row's main memory, where that stands. */
  readonly memory: Column | undefined;
  /** The most useful first, with the cells that the column itself has; -1: it does not stand. */
  readonly further: readonly { readonly column: Column; readonly cells: number }[];
}

let last: FootPlan | null = null;

function planFor(columns: readonly Column[], placed: readonly TableColumn[]): FootPlan {
  if (last?.columns === columns && last.placed === placed) return last;
  const cellsOf = new Map(placed.map(({ column, cells }) => [column.key, cells]));
  const tellsEngines = placed.some(({ column }) => column.kind === 'engine');
  const further = columns
    .filter(({ key, kind }) => !ELSEWHERE.has(key) && (tellsEngines ? key !== ENGINES_KEY : kind !== 'engine'))
    .sort((a, b) => a.rank - b.rank)
    .map((column) => ({ column, cells: cellsOf.get(column.key) ?? -1 }))
    // A figure that stands is whole: need not be asked.
    .filter(({ column, cells }) => !isFigure(column) || cells < column.width);
  const command = columns.find(({ key }) => key === COMMAND_KEY);
  const shown = placed.find(({ column }) => column.key === COMMAND_KEY);
  const memory = placed.find(({ column }) => column.key === 'mem')?.column;
  return (last = { columns, placed, command, shown, memory, further });
}

/** The command line, where its column cuts more of it than the directory. */
function commandLine(row: Row, { command, shown }: FootPlan, room: number): string[] {
  const whole = command?.text(row, room);
  if (whole === undefined || shown === undefined || room < 1) return [];
  // A directory alone is no news.
  return whole.endsWith(cut(shown.column.text(row, shown.cells), shown.cells)) ? [] : [fit(whole, room)];
}

/** `USER anna  CPU  12.5 %`: what no column shows, or shows cut; the most useful first, in at most so many lines. */
function factLines(theme: Theme, row: Row, plan: FootPlan, room: number, most: number): string[] {
  const lines: string[] = [];
  if (most < 1) return lines;
  let line = '';
  let left = room;
  for (const { title, text } of factsOf(row, plan)) {
    const cells = cellWidth(title) + 1 + cellWidth(text) + (line === '' ? 0 : GAP.length);
    if (cells > left && line !== '') {
      lines.push(line + ' '.repeat(left));
      [line, left] = ['', room];
    }
    if (lines.length >= most) return lines;
    const shown = cut(text, room - cellWidth(title) - 1);
    if (cellWidth(title) + 1 >= room) continue;
    line += `${line === '' ? '' : GAP}${paint(theme.dim, title)} ${shown}`;
    left -= cellWidth(title) + 1 + cellWidth(shown) + (left === room ? 0 : GAP.length);
  }
  if (line !== '' && lines.length < most) lines.push(line + ' '.repeat(left));
  return lines;
}

/** One after the other, for most of them are not asked for where lines are few. */
function* factsOf(row: Row, { further, memory }: FootPlan): Generator<{ readonly title: string; readonly text: string }> {
  for (const { column, cells } of further) {
    const text = column.text(row, TEXT_MOST);
    // What stands whole in its column is told.
    if (cellWidth(text) <= cells) continue;
    if (text === DASH || isNothing(column, row)) continue;
    // The only region that the row has its main memory in.
    if (column.kind === 'region' && text === memory?.text(row, TEXT_MOST)) continue;
    // A figure keeps its cells, so that those behind it stay.
    yield { title: column.title, text: isFigure(column) ? fit(text, Math.max(column.width, cellWidth(text)), 'right') : text };
  }
}

/** It changes with every tick. */
function isFigure({ align, isOfWho }: Column): boolean {
  return align === 'right' && isOfWho !== true;
}

/** A region in which it has nothing; one holder is whoever the row is about. */
function isNothing(column: Column, row: Row): boolean {
  if (column.kind === 'region') return column.value(row) === 0;
  return column.key === 'holders' && column.value(row) === 1;
}
