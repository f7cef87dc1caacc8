/** What the process in which a strategy walks is asked, and answers. */
import { STRATEGY_NAMES } from '../../drm/strategies/strategy.js';
import type { Walked } from './find-fds.js';

/** The strategies, and `gated`: the scanner's ticks by `auto` while the kernel's count of open files tells that nobody opened any. */
export const WAY_NAMES = [...STRATEGY_NAMES, 'gated'] as const;
export type WayName = (typeof WAY_NAMES)[number];

/** The descriptor on which a watched walk reports. 3 is the IPC channel. */
export const WATCH_FD = 4;

export interface WalkOrder {
  readonly way: WayName;
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
  /** Timed ticks before which the kernel's count of open files moved; null: not gone by. */
  readonly moved: number | null;
}
