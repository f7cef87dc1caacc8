/** A report as a page. */
import { oneLine, printable } from '../view/text/printable.js';
import type { EarlierReport } from './earlier-report.js';
import type { BenchReport } from './report.js';
import { comparisonTable, machineLines, ratiosTable, rowsTable, scalingTable, type Table, verdictsTable } from './tables.js';

export function printMarkdown(report: BenchReport, old: EarlierReport | null): string {
  const tables = [
    rowsTable(report),
    ratiosTable(report),
    scalingTable(report),
    verdictsTable(report),
    ...(old === null ? [] : [comparisonTable(report, old)]),
  ];
  const sections = [
    '# What finding GPU clients costs',
    [
      'Made by `gpu-top bench`; every figure is from this one run.',
      '',
      ...machineLines(report).map((line) => `- ${oneLine(line)}`),
    ].join('\n'),
    ...tables.filter(({ rows }) => rows.length > 0).map(tableText),
  ];
  const lines = sections.join('\n\n').split('\n');
  return `${lines.map((line) => printable(line)).join('\n')}\n`;
}

function tableText({ title, header, rows, notes }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = line(header.map((_, column) => (column === 0 ? '---' : '---:')));
  return [`## ${oneLine(title)}`, '', line(header), rule, ...rows.map(line), ...notes.flatMap((note) => ['', note])].join('\n');
}
