/** CPU share of processes over the interval between two sweeps. */
import type { ProcessFacts } from '../scan/sweep.js';

/** Length of a clock tick in /proc/PID/stat: USER_HZ is 100 on every architecture that has a DRM driver. */
const TICK_NS = 10_000_000;

/** What a process used so far, and which one of its pid it is. */
export type CpuTime = Pick<ProcessFacts, 'startTimeTicks' | 'cpuTicks'>;

/** Cores used since `before`: 1 is one core. Null without an earlier figure of the same process, or without time. */
export function cpuRatio(process: CpuTime, before: CpuTime | undefined, intervalNs: number | null): number | null {
  if (before === undefined || before.cpuTicks === null || intervalNs === null || process.cpuTicks === null) return null;
  if (process.startTimeTicks !== before.startTimeTicks || process.cpuTicks < before.cpuTicks) return null;
  return ((process.cpuTicks - before.cpuTicks) * TICK_NS) / intervalNs;
}
