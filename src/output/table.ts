/**
 * The plain table of `--once` and `--batch`: for people, pipes and mails. No escape codes unless colour was asked for, no
 * line wider than the width, and it ends with what could not be seen and what would help.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { isShare, rowFigure } from '../view/columns/engine-figure.js';
import { toAscii } from '../view/text/ascii.js';
import { type Column, columnsFor } from '../view/columns/columns.js';
import { count, coverageNotes } from '../view/coverage/coverage.js';
import { type Filter, parseFilter } from '../view/filter/filter.js';
import { GAP, type PlacedColumn, fitColumns } from '../view/columns/fit-columns.js';
import { DASH } from '../view/text/glyphs.js';
import type { Row, ViewOptions } from '../view/row/row.js';
import { buildRows, countIdle } from '../view/rows.js';
import { cut, fit, wrap } from '../view/text/text.js';
import { whyEmpty } from '../view/coverage/why-empty.js';
import { checkView } from './check-view.js';
import type { Emitter, Paper } from './format.js';
import { type Role, type Styler, colourStyle, heatRole, noStyle } from './style.js';
import { deviceLines, titleLines } from './table-devices.js';

/** @throws UsageError at once for a bad filter; the first tick throws it for an unknown sort key or device */
export function tableEmitter(view: ViewOptions, paper: Paper): Emitter {
  const filter = parseFilter(view.filter);
  let ticks = 0;
  return {
    tick(snapshot) {
      if (ticks === 0) checkView(snapshot, view);
      ticks += 1;
      const lines = snapshotLines(snapshot, view, paper, filter);
      const finished = paper.ascii ? lines.map(toAscii) : lines;
      return `${ticks > 1 ? '\n' : ''}${finished.map((line) => line.trimEnd()).join('\n')}\n`;
    },
  };
}

function snapshotLines(snapshot: Snapshot, view: ViewOptions, paper: Paper, filter: Filter): string[] {
  const width = Math.max(1, paper.width());
  const style = paper.colour ? colourStyle : noStyle;
  const rows = buildRows(snapshot, view, filter);
  const table =
    rows.length === 0
      ? whyEmpty(snapshot, view).flatMap((sentence) => wrap(sentence, width, '  '))
      : [
          ...tableLines(rows, columnsFor(snapshot, { by: view.by }), width, style, view.sort),
          ...footLines(snapshot, view, filter, width, style),
        ];
  return [
    ...titleLines(snapshot, width, style),
    ...snapshot.devices.flatMap((device) => deviceLines(device, width, style)),
    '',
    ...table,
  ];
}

function footLines(snapshot: Snapshot, view: ViewOptions, filter: Filter, width: number, style: Styler): string[] {
  const idle = countIdle(snapshot, view, filter);
  const thing = view.by === 'client' ? 'client' : 'row';
  const hidden =
    idle === 0 ? [] : [`${count(idle, `idle ${thing}`, `idle ${thing}s`)} not shown: --all shows ${idle === 1 ? 'it' : 'them'}`];
  const notes = coverageNotes(snapshot).map((note) => ({ note, role: 'warning' as const }));
  const foot = [...hidden.map((note) => ({ note, role: 'faint' as const })), ...notes];
  return foot.flatMap(({ note, role }) => wrap(note, width, '  ').map((line) => style(role, line)));
}

export function tableLines(
  rows: readonly Row[],
  columns: readonly Column[],
  width: number,
  style: Styler,
  sorted: string | null,
): string[] {
  const placed = fitColumns(columns, width, sorted);
  // Below some 16 cells not even the columns that always stay fit: such lines are cut, without colour.
  const narrow = GAP * (placed.length - 1) + placed.reduce((sum, { cells }) => sum + cells, 0) > width;
  const paint = narrow ? noStyle : style;
  const titles = placed.map(({ column, cells }) => paint('head', fit(column.title, cells, column.align)));
  const lines = [titles, ...rows.map((row) => placed.map((each) => cell(row, each, paint)))].map((cells) =>
    cells.join(' '.repeat(GAP)),
  );
  return narrow ? lines.map((line) => cut(line, width)) : lines;
}

function cell(row: Row, { column, cells }: PlacedColumn, paint: Styler): string {
  const text = column.text(row, cells);
  const role = text.trim() === DASH ? 'faint' : roleOf(row, column);
  const shown = fit(text, cells, column.align);
  return role === null ? shown : paint(role, shown);
}

function roleOf(row: Row, column: Column): Role | null {
  if (column.key === 'busy') return heatRole(row.busiest);
  if (column.kind !== 'engine' || column.name === undefined) return null;
  const figure = rowFigure(row, column.name);
  return isShare(figure) ? heatRole(figure.ratio) : null;
}
