/** What gpu-top itself uses: this process and those that work for it, of which the scanner's does most of the work. */
import { Failure } from '../procfs/files.js';
import { nodeFiles } from '../procfs/node-files.js';
import { Proc } from '../procfs/proc.js';
import type { OwnCost } from '../metrics/scan-metrics.js';

/** Processes that work for this one. */
export interface Helpers {
  /** CPU time, ns, of all that there were. */
  readonly cpuNs: () => number;
  /** Those that run now. */
  readonly pids: () => readonly number[];
}

export const NO_HELPERS: Helpers = { cpuNs: () => 0, pids: () => [] };

/** As `OwnCost` has it, less how sampling fares. A helper that cannot be read, since it has just ended, counts for nothing. */
export function ownCost({ cpuNs, pids }: Helpers): Omit<OwnCost, 'sampled' | 'program'> {
  const { user, system } = process.cpuUsage();
  const helpers = pids().map((pid) => new Proc({ proc: '/proc', files: nodeFiles }, pid));
  const sum = (own: number, of: (helper: Proc) => number | null): number =>
    helpers.reduce((all, helper) => all + (of(helper) ?? 0), own);
  const openFds = fdsOf('/proc/self/fd');
  return {
    cpuSeconds: (user + system) / 1e6 + cpuNs() / 1e9,
    residentBytes: sum(process.memoryUsage.rss(), (helper) => helper.residentBytes()),
    openFds: openFds === null ? null : sum(openFds, ({ fdDir }) => fdsOf(fdDir)),
    startSeconds: performance.timeOrigin / 1000,
  };
}

function fdsOf(dir: string): number | null {
  const names = nodeFiles.list(dir);
  return names instanceof Failure ? null : names.length;
}
