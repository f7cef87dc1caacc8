/** A whole benchmark: workload, rows, scaling, verdicts. */
import { findGuilty } from './detect/guilty.js';
import { runInChild } from './detect/run-in-child.js';
import type { WalkOrder } from './detect/walk-answer.js';
import { measureRows, type Measured } from './measure.js';
import { measureOtherPrograms } from './other-programs.js';
import { type BenchReport, type MachineFacts, type Ratio, REPORT_SCHEMA } from './report.js';
import { allRows } from './rows/all-rows.js';
import type { BenchRow, MissingRow } from './rows/row.js';
import { fitCosts, measureScaling, scalingShapes } from './scaling.js';
import { ratioOfMedians } from './statistics.js';
import { verdicts } from './verdicts.js';
import type { Workload, WorkloadShape } from './workloads/workload.js';

export interface BenchOptions {
  readonly machine: MachineFacts;
  /** Makes a workload of a shape. A workload that is only looked at ignores it. */
  readonly make: (shape: WorkloadShape) => Promise<Workload>;
  readonly shape: WorkloadShape;
  readonly iterations: number;
  /** Measure other shapes too. Only for workloads that are made. */
  readonly scaling: boolean;
  /** What is going on, and how much of all is done, 0..1. Throws to end the benchmark. */
  readonly progress: (what: string, share: number) => void;
}

/** Rows that the scaling is measured for: the others say nothing new, and the promises take long. */
const SCALED = new Set(['name', 'stat', 'fdinfo', 'auto', 'incremental', 'gated', 'procgpu', 'sysfs']);
const STAT_TIMEOUT_MS = 5000;

export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { iterations, progress, shape, scaling, make, machine } = options;
  progress('making the workload', 0);
  const workload = await make(shape);
  try {
    const statHangs = await whyStatHangs(workload);
    const all = allRows(workload, statHangs);
    const rows = all.filter(isRow);
    const share = scaling ? 0.6 : 1;
    const measured = await measureRows(rows, {
      iterations,
      warmUp: Math.max(3, Math.round(iterations / 5)),
      slowEvery: 4,
      progress: (done, of) => progress(rows[done % rows.length]?.label ?? '', (share * done) / of),
    });
    const others = await measureOtherPrograms();
    await workload.close();
    const points = scaling ? await scale(options, statHangs) : [];
    const facts = {
      machine,
      workload: { label: workload.label, kind: workload.kind, pretended: workload.pretended },
      iterations,
      rows: measured,
      missing: all.filter((row): row is MissingRow => !isRow(row)),
      ratios: ratios(measured),
      others,
      scaling: points.length === 0 ? [] : fitCosts([measured.filter(({ key }) => SCALED.has(key)), ...points]),
    };
    return { schema: REPORT_SCHEMA, ...facts, verdicts: verdicts(facts) };
  } finally {
    await workload.close();
  }
}

function isRow(row: BenchRow | MissingRow): row is BenchRow {
  return 'walk' in row;
}

async function scale(
  { make, shape, iterations, progress }: BenchOptions,
  statHangs: string | null,
): Promise<(readonly Measured[])[]> {
  const points = await measureScaling({
    shapes: scalingShapes(shape),
    make,
    rows: (workload) =>
      allRows(workload, statHangs)
        .filter(isRow)
        .filter(({ key }) => SCALED.has(key)),
    iterations: Math.max(5, Math.round(iterations / 2)),
    progress: (done, of) => progress('other shapes', 0.6 + (0.4 * done) / of),
  });
  return points.map(({ measured }) => measured);
}

/** Tried in a process of its own first: once this one hangs, it hangs for good. */
async function whyStatHangs({ root }: Workload): Promise<string | null> {
  const order: WalkOrder = { way: 'stat', root: root.dir, proc: root.proc, rounds: 1, skip: [] };
  const outcome = await runInChild(order, STAT_TIMEOUT_MS);
  if (outcome.kind !== 'hung') return null;
  const [guilty] = await findGuilty(root, order, STAT_TIMEOUT_MS);
  return guilty ? `hangs at pid ${guilty.pid}, fd ${guilty.fd}, on ${guilty.mount ?? 'an unknown mount'}` : 'hangs';
}

const COMPARED: readonly (readonly [string, string])[] = [
  ['stat', 'name'],
  ['fdinfo', 'name'],
  ['auto', 'name'],
  ['incremental', 'name'],
  ['gated', 'incremental'],
  ['gated', 'name'],
  ['alarmed', 'incremental'],
  ['async-1', 'name'],
];

function ratios(measured: readonly Measured[]): Ratio[] {
  return COMPARED.flatMap(([of, to]) => {
    const [a, b] = [of, to].map((key) => measured.find((row) => row.key === key));
    const interval = a && b ? ratioOfMedians(a.cpuNs, b.cpuNs) : null;
    return interval === null ? [] : [{ of, to, ...interval }];
  });
}
