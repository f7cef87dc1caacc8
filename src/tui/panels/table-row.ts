/**
 * A row of the client table as one line. Its texts are kept for as long as the row is about the same client (view/row/who.ts), whatever its
 * figures do: only those are made anew in each frame. How a line is put together is worked out when the columns change.
 */
import { programName } from '../../view/columns/cell-text.js';
import type { Column } from '../../view/columns/columns.js';
import { GAP } from '../../view/columns/fit-columns.js';
import { isSameWho, whoOf, type Who } from '../../view/row/who.js';
import type { Row } from '../../view/row/row.js';
import { cellWidth, cut, fit } from '../../view/text/text.js';
import type { ShownRow } from '../rows.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { figureCell, type Place } from './figure-cell.js';
import type { TableColumn, TableOptions } from './table.js';

/** Columns beside each other whose texts hang on who the row is, or one that shows a figure. */
type Part = { readonly texts: readonly Place[] } | { readonly texts: null; readonly figure: Place };

interface Plan {
  readonly columns: readonly TableColumn[];
  readonly width: number;
  readonly parts: readonly Part[];
  /** Blanks behind the last column. */
  readonly rest: string;
}

/** What was drawn of a row, but its figures. */
interface Drawn {
  readonly plan: Plan;
  readonly who: Who;
  readonly lead: string;
  /** In the order of the plan. */
  readonly texts: readonly string[];
}

/** Of the columns that were drawn last: of rows that are there, and of those that ended. */
let plan: Plan | null = null;
let planOfEnded: Plan | null = null;
const kept = new Map<string, Drawn>();
const MOST_KEPT = 1000;

/** One row, `width` cells. A selected row has one colour: its style must not be broken by others inside it. */
export function tableRow(
  theme: Theme,
  shown: ShownRow,
  columns: readonly TableColumn[],
  options: TableOptions,
  width: number,
): string {
  const { row } = shown;
  const hasEnded = shown.ended !== null;
  const selected = row.key === options.selected;
  const marked = options.marks.has(row.key);
  const hasOneColour = selected || marked || hasEnded;
  let line = lineOf(hasOneColour ? null : theme, shown, hasEnded ? endPlan(columns, width) : rowPlan(columns, width), options);
  // Marks are signs as well as colours.
  const sign = marked ? '*' : shown.isNew ? '+' : '';
  if (sign !== '' && width > 0 && cellWidth(line.charAt(0)) === 1) {
    line = (hasOneColour || !shown.isNew ? sign : paint(theme.key, sign)) + line.slice(1);
  }
  if (selected) return paint(theme.selected, line);
  if (hasEnded) return paint(theme.dim, line);
  return marked ? paint(theme.marked, line) : line;
}

function lineOf(theme: Theme | null, shown: ShownRow, now: Plan, options: TableOptions): string {
  const texts = textsOf(shown, now);
  let line = '';
  let at = 0;
  for (const part of now.parts) {
    if (part.texts !== null) {
      line += texts[at] ?? '';
      at += 1;
    } else {
      const { figure } = part;
      const both = figure.tellsEnd ? endBesideName(shown, figure, now) : null;
      if (both !== null) return line + both + now.rest;
      line +=
        figure.gap + (figure.tellsEnd ? fit(shown.ended ?? '', figure.room) : figureCell(theme, shown.row, figure, options));
    }
  }
  return line + now.rest;
}

/** Cells of a program's name at which it is still recognised. */
const NAME_LEAST = 12;

/** What a client did and the name of its program, where both fit only if the name gives up cells; null: as the columns have it. */
function endBesideName({ row, ended, prefix }: ShownRow, { gap, room }: Place, now: Plan): string | null {
  const last = now.parts.at(-1)?.texts?.at(-1);
  const said = ended ?? '';
  if (last?.column.key !== 'command' || cellWidth(said) <= room) return null;
  const spare = last.room - cellWidth(prefix) - Math.min(cellWidth(programName(row.commandLine)), NAME_LEAST);
  const more = Math.min(cellWidth(said) - room, spare);
  if (more < 1) return null;
  return gap + fit(said, room + more) + last.gap + fit(prefix + last.column.text(row, last.room - more), last.room - more);
}

function rowPlan(columns: readonly TableColumn[], width: number): Plan {
  if (plan?.columns !== columns || plan.width !== width) plan = makePlan(columns, width, -1);
  return plan;
}

/** What a client did that ended stands over its numbers, from BUSIEST to COMMAND. */
function endPlan(columns: readonly TableColumn[], width: number): Plan {
  if (planOfEnded?.columns !== columns || planOfEnded.width !== width) {
    const saidFrom = columns.findIndex(({ column }) => column.key === 'busy');
    planOfEnded = makePlan(columns, width, saidFrom);
  }
  return planOfEnded;
}

/** @param saidFrom the column from which on it is said what the client did, up to the last one; -1: none */
function makePlan(columns: readonly TableColumn[], width: number, saidFrom: number): Plan {
  const parts: Part[] = [];
  let left = width;
  let texts: Place[] | null = null;
  for (const [i, placed] of columns.entries()) {
    if (saidFrom !== -1 && i > saidFrom && i < columns.length - 1) continue;
    const gap = i === 0 ? 0 : Math.min(GAP, left);
    const room = Math.min(i === saidFrom ? cellsBetween(columns, saidFrom) : placed.cells, left - gap);
    if (room <= 0) break;
    left -= gap + room;
    const place: Place = { ...placed, gap: ' '.repeat(gap), room, tellsEnd: i === saidFrom, words: new Map() };
    if (placed.column.isOfWho !== true || place.tellsEnd) {
      texts = null;
      parts.push({ texts: null, figure: place });
    } else if (texts === null) parts.push({ texts: (texts = [place]) });
    else texts.push(place);
  }
  return { columns, width, parts, rest: ' '.repeat(Math.max(0, left)) };
}

/** Cells from a column to the last one, which is not counted, nor is the gap before it. */
function cellsBetween(columns: readonly TableColumn[], from: number): number {
  const between = columns.slice(from, -1);
  return between.reduce((sum, { cells }) => sum + cells, 0) + GAP * (between.length - 1);
}

/** The texts of a row that hang on who it is. */
function textsOf(shown: ShownRow, now: Plan): readonly string[] {
  const { row, fold, prefix } = shown;
  const lead = fold === null ? prefix : prefix + (fold === 'open' ? '▾ ' : '▸ ');
  const who = whoOf(row);
  const drawn = who === null ? undefined : kept.get(row.key);
  if (who !== null && drawn?.plan === now && drawn.lead === lead && isSameWho(drawn.who, who)) return drawn.texts;
  const texts: string[] = [];
  for (const part of now.parts) {
    if (part.texts === null) continue;
    let text = '';
    for (const { column, gap, room } of part.texts) {
      text +=
        gap + (column.key === 'command' ? commandCell(row, lead, column, room) : fit(column.text(row, room), room, column.align));
    }
    texts.push(text);
  }
  if (who !== null) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(row.key, { plan: now, who, lead, texts });
  }
  return texts;
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

function commandCell(row: Row, lead: string, column: Column, room: number): string {
  const { command, note: said, unit } = row;
  const note = unit === null ? said : `${said} ${unit}`;
  const before = drawnCommands.get(command);
  if (before?.note === note && before.lead === lead && before.room === room) return before.text;
  const start = cut(lead, room);
  const text = fit(start + column.text(row, room - cellWidth(start)), room, column.align);
  if (drawnCommands.size >= MOST_COMMANDS) drawnCommands.clear();
  drawnCommands.set(command, { note, lead, room, text });
  return text;
}
