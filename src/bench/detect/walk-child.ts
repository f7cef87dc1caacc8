/**
 * The process in which a strategy walks. A stat on a dead FUSE mount never returns and no signal ends it, so whoever asks
 * for it must be a process that the program can do without.
 *
 * Started by run-in-child.ts with a `WalkOrder` as its one argument; answers with one `WalkAnswer` by IPC.
 */
import '../../helper/debugger-door.js';
import { writeSync } from 'node:fs';
import { openRoot } from '../../procfs/root.js';
import { countingFiles, systemCalls } from '../counting-files.js';
import { findFds, type Walked } from './find-fds.js';
import type { StrategyName } from '../../drm/strategies/strategy.js';

export interface WalkOrder {
  readonly strategy: StrategyName;
  readonly root: string | null;
  readonly proc: string | null;
  /** Walks that are timed; the median counts. 0: walk once and write each fd to fd 4 before looking at it. */
  readonly rounds: number;
  /** `PID/FD` to leave out: known to hang. */
  readonly skip: readonly string[];
}

export interface WalkAnswer {
  readonly walked: Walked;
  readonly systemCalls: number;
  /** Of the first walk and of each timed one, ns. */
  readonly coldCpuNs: number;
  readonly cpuNs: readonly number[];
  readonly wallNs: readonly number[];
}

/** The descriptor on which a watched walk reports. 3 is the IPC channel. */
export const WATCH_FD = 4;

function answer(order: WalkOrder): WalkAnswer {
  const root = openRoot({ root: order.root ?? undefined, proc: order.proc ?? undefined });
  const skip = new Set(order.skip);
  const watch = order.rounds === 0 ? (pid: number, fd: string) => void writeSync(WATCH_FD, `${pid}/${fd}\n`) : undefined;
  const counting = countingFiles(root.files);
  const cpuStartNs = cpuNow();
  const walked = findFds({ ...root, files: counting.files }, order.strategy, watch, skip);
  const coldCpuNs = cpuNow() - cpuStartNs;
  const cpuNs: number[] = [];
  const wallNs: number[] = [];
  for (let round = 0; round < order.rounds; round++) {
    const cpuBeforeNs = cpuNow();
    const wallBeforeNs = process.hrtime.bigint();
    findFds(root, order.strategy, undefined, skip);
    wallNs.push(Number(process.hrtime.bigint() - wallBeforeNs));
    cpuNs.push(cpuNow() - cpuBeforeNs);
  }
  return { walked, systemCalls: systemCalls(counting.counts), coldCpuNs, cpuNs, wallNs };
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const [order] = process.argv.slice(2);
if (process.send !== undefined && order !== undefined) {
  process.send(answer(JSON.parse(order) as WalkOrder), () => process.disconnect());
}
