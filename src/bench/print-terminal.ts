/** A report on a terminal: tables with a bar for each median. */
import { bar } from '../view/text/graphs.js';
import { printable } from '../view/text/printable.js';
import { cellWidth, fit } from '../view/text/text.js';
import type { EarlierReport } from './earlier-report.js';
import type { BenchReport } from './report.js';
import { comparisonTable, machineLines, ratiosTable, rowsTable, scalingTable, type Table, verdictsTable } from './tables.js';

const BAR_CELLS = 24;

export function printTerminal(report: BenchReport, old: EarlierReport | null): string {
  const tables = [ratiosTable(report), scalingTable(report), ...(old === null ? [] : [comparisonTable(report, old)])];
  const sections = [
    machineLines(report),
    [...tableLines(rowsTable(report)), '', ...barLines(report)],
    ...tables.filter(({ rows }) => rows.length > 0).map(tableLines),
    verdictLines(report),
  ];
  // Paths of workloads, and all texts of a report to compare with, are somebody else's.
  return `${sections.map((lines) => lines.map((line) => printable(line)).join('\n')).join('\n\n')}\n`;
}

function tableLines({ title, header, rows, notes }: Table): string[] {
  const widths = header.map((name, column) => Math.max(cellWidth(name), ...rows.map((row) => cellWidth(row[column] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => fit(cell, widths[column] ?? 0, column === 0 ? 'left' : 'right'))
      .join('  ')
      .trimEnd();
  return [title, line(header), ...rows.map(line), ...notes];
}

/** Linear, so that half a bar is half the cost. */
function barLines({ rows }: BenchReport): string[] {
  const most = Math.max(...rows.map(({ cpu }) => cpu.median));
  const width = Math.max(...rows.map(({ label }) => cellWidth(label)));
  return rows.map(
    ({ label, cpu }) => `${fit(label, width)} ${bar(cpu.median / most, BAR_CELLS)} ${(cpu.median / 1e6).toFixed(2)} ms`,
  );
}

function verdictLines(report: BenchReport): string[] {
  const { title, rows } = verdictsTable(report);
  return [title, ...rows.flatMap(([who, statement, measured]) => [`- ${who}: ${statement}`, `    here: ${measured}`])];
}
