/** The report's tables as plain cells, for the terminal and for markdown alike. */
import type { EarlierReport } from './earlier-report.js';
import type { Measured } from './measure.js';
import type { BenchReport } from './report.js';
import type { CostModel } from './scaling.js';

export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Below the table. */
  readonly notes: readonly string[];
}

export function rowsTable({ rows, missing, iterations }: BenchReport): Table {
  return {
    title: `Cost of one tick, CPU ms: min, median, 95th percentile of ${iterations} walks taken in turn`,
    header: ['way', 'min', 'median', 'p95', 'user', 'system', 'wall', 'first', 'system calls', 'processes', 'fds', 'GPU fds'],
    rows: rows.map(rowCells),
    notes: missing.map(({ label, why }) => `${label}: not here: ${why}`),
  };
}

function rowCells({ label, cpu, user, system, wall, cold, systemCalls, visited }: Measured): string[] {
  const { processes, fds, gpuFds } = visited;
  return [
    label,
    ms(cpu.min),
    ms(cpu.median),
    ms(cpu.p95),
    ms(user.median),
    ms(system.median),
    ms(wall.median),
    ms(cold.userNs + cold.systemNs),
    systemCalls === null ? '–' : String(systemCalls),
    ...[processes, fds, gpuFds].map(String),
  ];
}

export function ratiosTable({ ratios }: BenchReport): Table {
  return {
    title: 'Ratios of the medians',
    header: ['of', 'to', 'ratio', '95 % interval'],
    rows: ratios.map(({ of, to, ratio, low, high }) => [of, to, ratio.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`]),
    notes: [],
  };
}

export function scalingTable({ scaling }: BenchReport): Table {
  return {
    title: 'How it grows: CPU = a + b · processes + c · fds + d · GPU fds',
    header: ['way', 'a, ms', 'b, µs a process', 'c, µs a fd', 'd, µs a GPU fd', 'R²', 'worst residual'],
    rows: scaling.map(scalingCells),
    notes: ['A coefficient below 0 means that this part is smaller than the noise.'],
  };
}

function scalingCells({ label, baseNs, perProcessNs, perFdNs, perGpuFdNs, r2, worstResidual }: CostModel): string[] {
  const us = (ns: number): string => (ns / 1e3).toFixed(3);
  return [
    label,
    ms(baseNs),
    us(perProcessNs),
    us(perFdNs),
    perGpuFdNs === null ? '–' : us(perGpuFdNs),
    r2.toFixed(4),
    `${(worstResidual * 100).toFixed(0)} %`,
  ];
}

export function verdictsTable({ verdicts }: BenchReport): Table {
  return {
    title: 'The thread’s statements, and what was measured here',
    header: ['who', 'statement', 'measured here'],
    rows: verdicts.map(({ who, statement, measured }) => [who, statement, measured]),
    notes: [],
  };
}

/** Ratios new/old of the medians of rows that both reports have. */
export function comparisonTable(report: BenchReport, old: EarlierReport): Table {
  const oldRows = new Map(old.rows.map((row) => [row.key, row.cpu]));
  const pair = (before: { readonly median: number } | undefined, { cpu, label }: Measured): string[][] =>
    before === undefined ? [] : [[label, ms(before.median), ms(cpu.median), (cpu.median / before.median).toFixed(2)]];
  return {
    title: `Against ${old.machine.date}, gpu-top ${old.machine.version}, ${old.workload.label}`,
    header: ['way', 'then', 'now', 'now/then'],
    rows: report.rows.flatMap((row) => pair(oldRows.get(row.key), row)),
    notes: old.machine.cpu === report.machine.cpu ? [] : ['The machines differ: only ratios within one report can be trusted.'],
  };
}

export function machineLines({ machine, workload }: BenchReport): string[] {
  const { date, command, kernel, cpu, cores, memoryBytes, node, version } = machine;
  return [
    `gpu-top ${version}, ${date}: ${command}`,
    `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, Linux ${kernel}, Node ${node}`,
    `Workload: ${workload.label}`,
    ...(workload.pretended === null ? [] : [`Pretended: ${workload.pretended}`]),
  ];
}

function ms(ns: number): string {
  const value = ns / 1e6;
  return Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1);
}
