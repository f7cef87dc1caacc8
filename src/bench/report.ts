/** A benchmark's results as data: what `--json` prints, `--compare` reads, and the printers show. */
import type { Measured } from './measure.js';
import type { MissingRow } from './rows/row.js';
import type { CostModel } from './scaling.js';
import type { RatioInterval } from './statistics.js';

export const REPORT_SCHEMA = 'gpu-top-bench/1';

/** Where the figures come from. No figure without it. */
export interface MachineFacts {
  readonly date: string;
  readonly command: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  readonly version: string;
}

export interface Ratio extends RatioInterval {
  readonly of: string;
  readonly to: string;
}

export interface BenchReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly machine: MachineFacts;
  readonly workload: { readonly label: string; readonly kind: string; readonly pretended: string | null };
  readonly iterations: number;
  readonly rows: readonly Measured[];
  readonly missing: readonly MissingRow[];
  readonly ratios: readonly Ratio[];
  /** CPU time of other programs over one run, for comparison; absent ones are left out. */
  readonly others: readonly OtherProgram[];
  readonly scaling: readonly CostModel[];
  readonly verdicts: readonly Verdict[];
}

export interface OtherProgram {
  readonly command: string;
  /** Mean CPU ns of a run, the start of the program included. */
  readonly cpuNs: number;
}

/** A statement of the thread and what this run says to it. */
export interface Verdict {
  readonly who: string;
  /** The statement, in our words or marked as a quotation. */
  readonly statement: string;
  /** What was measured, or why it could not be. */
  readonly measured: string;
}
