/** The client table itself: a line of titles and a line for each row, exactly as wide as the terminal. */
import type { Column } from '../view/columns.js';
import { fitColumns, GAP, type PlacedColumn } from '../view/fit-columns.js';
import { DASH } from '../view/glyphs.js';
import type { Row } from '../view/row.js';
import { cut, fit } from '../view/text.js';
import { heatRole, noStyle, type Role, type Styler } from './style.js';

export function tableLines(rows: readonly Row[], columns: readonly Column[], width: number, style: Styler): string[] {
  const placed = fitColumns(columns, width);
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
  return column.kind === 'engine' && column.name !== undefined ? heatRole(row.engines.get(column.name) ?? null) : null;
}
