/** CPU share of processes over the interval between two sweeps. */
import type { ProcessFacts } from '../scan/sweep.js';
import type { CpuState } from './state.js';

/** Length of a clock tick in /proc/PID/stat: USER_HZ is 100 on every architecture that has a DRM driver. */
const TICK_NS = 10_000_000;

/** Cores used since `before`: 1 is one core. Null without an earlier figure of the same process, or without time. */
export function cpuRatio(process: ProcessFacts, before: CpuState | undefined, intervalNs: number | null): number | null {
  if (before === undefined || intervalNs === null || process.cpuTicks === null) return null;
  if (process.startTimeTicks !== before.startTimeTicks || process.cpuTicks < before.cpuTicks) return null;
  return ((process.cpuTicks - before.cpuTicks) * TICK_NS) / intervalNs;
}

/** What to remember for the next sweep. */
export function cpuStates(processes: ReadonlyMap<number, ProcessFacts>): ReadonlyMap<number, CpuState> {
  const states = new Map<number, CpuState>();
  for (const { pid, startTimeTicks, cpuTicks } of processes.values()) {
    if (cpuTicks !== null) states.set(pid, { startTimeTicks, cpuTicks });
  }
  return states;
}
