/** The cells of a row that show figures: engines, the busiest one, memory. Drawn in every frame, so what a figure looks like is kept. */
import { engineWord } from '../../measures/engines.js';
import { BUSIEST_CELLS, busiestEngine, busiestText, enginesText, type Busyness } from '../../view/columns/cell-text.js';
import { figureText, isShare, rowFigure } from '../../view/columns/engine-figure.js';
import { ENGINES_KEY, GAP } from '../../view/columns/fit-columns.js';
import type { Row } from '../../view/row/row.js';
import { bar, barSteps, FRAME, framedBar } from '../../view/text/graphs.js';
import { fit } from '../../view/text/text.js';
import { TRACE_KEY } from '../charts/trace-column.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { engineCell } from './engine-cell.js';
import type { TableColumn, TableOptions } from './table.js';

/** A column in its place on the line. */
export interface Place extends TableColumn {
  /** Blanks before it. */
  readonly gap: string;
  /** Cells that are left for it. */
  readonly room: number;
  /** What a client did that ended, in place of the columns that begin here. */
  readonly tellsEnd: boolean;
  /** What BUSIEST says of each tenth of a percent, by the engine's word. */
  readonly words: Map<string, string[]>;
}

/** @param theme null in a row that has one colour of its own */
export function figureCell(theme: Theme | null, row: Row, place: Place, options: TableOptions): string {
  const { column, barCells, room } = place;
  if (column.kind === 'engine') return engineFigure(theme, row, place, options.perEngine);
  if (column.key === 'busy') return busiestCell(theme, row, place, options.perEngine);
  if (column.key === 'mem' && barCells > 0) return memoryCell(theme, row, place, options);
  if (column.key === ENGINES_KEY && options.perEngine) return fit(enginesText(ofOneEngine(row), room), room);
  if (column.key === TRACE_KEY && theme !== null) return paint(theme.heat(row.busiest ?? 0), fit(column.text(row, room), room));
  return fit(column.text(row, room), room, column.align);
}

function engineFigure(theme: Theme | null, row: Row, { column, room, barCells }: Place, perEngine: boolean): string {
  const figure = rowFigure(row, column.name ?? '');
  const { ratio, capacity } = figure;
  if (ratio !== null && !isShare(figure)) return fit(figureText(figure), room, 'right');
  // Of one engine of the group, which may go above 100 %.
  const wholeEngine = perEngine && ratio !== null ? `${Math.round(Math.min(1, ratio) * capacity * 100)} %` : null;
  return engineCell(theme, ratio, room, barCells, wholeEngine);
}

function busiestCell(theme: Theme | null, row: Row, place: Place, perEngine: boolean): string {
  const { busiest } = row;
  const { room, barCells } = place;
  const text =
    barCells > 0
      ? fit(bar(busiest, barCells), room)
      : perEngine
        ? fit(busiestText(ofOneEngine(row), room), room)
        : busiestFitted(row, busiest, place);
  if (theme === null || busiest === null) return text;
  return paint(busiest === 0 ? theme.dim : theme.heat(busiest), text);
}

/** Words come from drivers, of which there are few; from a hostile tree there may be any number. */
const MOST_WORDS = 50;

/** `busiestText` in its room: one of a thousand texts for each word. */
function busiestFitted(row: Row, busiest: number | null, { room, words }: Place): string {
  if (busiest === null || !(busiest >= 0 && busiest <= 1)) return fit(busiestText(row, room), room);
  const word = busiest === 0 || room <= BUSIEST_CELLS ? '' : engineWord(row.driver, busiestEngine(row) ?? '');
  let texts = words.get(word);
  if (texts === undefined) {
    if (words.size >= MOST_WORDS) words.clear();
    words.set(word, (texts = []));
  }
  return (texts[Math.round(busiest * 1000)] ??= fit(busiestText(row, room), room));
}

/** The number, and which part of its device's memory that is. */
function memoryCell(theme: Theme | null, row: Row, { column, room, barCells }: Place, options: TableOptions): string {
  if (room < barCells + GAP) return fit(column.text(row, room), room, column.align);
  const number = fit(column.text(row, room), room - barCells - GAP, column.align) + ' '.repeat(GAP);
  const share = options.memoryShare(row);
  if (share === null) return number + ' '.repeat(barCells);
  return number + (theme === null ? framedBar(share, barCells) : memoryBar(theme, share, barCells));
}

/** Bars of memory that were drawn in this theme and so many cells, by what is filled of them. */
let bars: string[] = [];
let barsOf: Theme | null = null;
let barsIn = 0;

function memoryBar(theme: Theme, share: number, cells: number): string {
  if (theme !== barsOf || cells !== barsIn) {
    bars = [];
    barsOf = theme;
    barsIn = cells;
  }
  return (bars[barSteps(share, cells - FRAME)] ??= framedBar(
    share,
    cells,
    (text) => paint(theme.memory, text),
    (text) => paint(theme.dim, text),
  ));
}

/** The row's engines with their ratios counted in single engines. */
function ofOneEngine(row: Row): Busyness {
  const engines = new Map<string, number | null>();
  let busiest: number | null = null;
  for (const [name, ratio] of row.engines) {
    const figure = rowFigure(row, name);
    const ofOne = ratio === null || !isShare(figure) ? ratio : Math.min(1, ratio) * figure.capacity;
    engines.set(name, ofOne);
    if (ofOne !== null && isShare(figure)) busiest = Math.max(busiest ?? 0, ofOne);
  }
  return { driver: row.driver, clients: row.clients, onlyClient: null, engines, busiest, isOfOneEngine: true };
}
