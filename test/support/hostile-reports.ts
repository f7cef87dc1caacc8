/** What `bench`, `detect` and `run` print, with one text in every place that is not a number. */
import type { Detection } from '../../src/bench/detect/compare.js';
import type { BenchReport } from '../../src/bench/report.js';
import type { Ran } from '../../src/run/report.js';
import { type Usage, UsageTally } from '../../src/run/tally.js';
import { hostileSnapshot } from './hostile-snapshot.js';

export function detection(text: string): Detection {
  const row = {
    ...({ strategy: 'auto', note: text, found: null, clients: null, missed: null, falseHits: null, processes: null } as const),
    ...{ processesRefused: null, fdsLookedAt: null, systemCalls: null, coldCpuNs: null, cpuNs: [], wallNs: [], moved: null },
  };
  return {
    rows: [
      { ...row, state: 'hung', guilty: [{ pid: 1, fd: 2, link: text, mount: text }] },
      { ...row, state: 'failed', guilty: [] },
    ],
    ...{
      drmFds: 2,
      clients: 1,
      nvidia: { fds: 1, processes: 1, found: { auto: 1, stat: null, name: 1, fdinfo: null, clients: null } },
      silentFds: 0,
    },
    disagreements: [{ pid: 1, fd: 2, link: text, driver: text, strategy: 'name', kind: 'missed', reason: 'renamed' }],
  };
}

export function benchReport(text: string): BenchReport {
  return {
    schema: 'gpu-top-bench/1',
    machine: { date: text, command: text, kernel: text, cpu: text, cores: 1, memoryBytes: 1, node: text, version: text },
    workload: { label: text, kind: 'root', pretended: text },
    ...{ iterations: 1, rows: [], ratios: [], scaling: [] },
    missing: [{ key: text, label: text, why: text }],
    others: [{ command: text, cpuNs: 1 }],
    verdicts: [{ who: text, statement: text, measured: text }],
  };
}

/** What `run` reports of a command of this name that used this device. */
export function usageOf(text: string): [Usage, Ran] {
  const [first, last] = [{ ...hostileSnapshot(text), clients: [] }, hostileSnapshot(text)];
  const tally = new UsageTally(first);
  tally.add(last, () => true);
  return [tally.usage, { command: [text, text], exitCode: 1, signal: null, elapsedNs: 1e9, intervalNs: 1e9, last }];
}
