/** A report as a page. */
import type { BenchReport } from './report.js';
import { comparisonTable, machineLines, ratiosTable, rowsTable, scalingTable, type Table, verdictsTable } from './tables.js';

export function printMarkdown(report: BenchReport, old: BenchReport | null): string {
  const tables = [
    rowsTable(report),
    ratiosTable(report),
    scalingTable(report),
    verdictsTable(report),
    ...(old === null ? [] : [comparisonTable(report, old)]),
  ];
  const sections = [
    '# What finding GPU clients costs',
    ['Made by `gpu-top bench`; every figure is from this one run.', '', ...machineLines(report).map((line) => `- ${line}`)].join(
      '\n',
    ),
    ...tables.filter(({ rows }) => rows.length > 0).map(tableText),
  ];
  return `${sections.join('\n\n')}\n`;
}

function tableText({ title, header, rows, notes }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = line(header.map((_, column) => (column === 0 ? '---' : '---:')));
  return [`## ${title}`, '', line(header), rule, ...rows.map(line), ...notes.flatMap((note) => ['', note])].join('\n');
}
