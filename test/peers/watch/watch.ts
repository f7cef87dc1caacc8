/** What another program shows, as rows of numbers. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../stage.js';

/** One row on a program's screen. */
export interface SeenRow {
  readonly pid: number;
  /** Percent by the program's own heading; null where it shows that it does not know. */
  readonly percent: Readonly<Record<string, number | null>>;
}

export type Frame = readonly SeenRow[];

export interface Watch extends AsyncDisposable {
  /** What is shown at this moment; empty while nothing is. */
  frame(): Promise<Frame>;
}

export interface Program {
  readonly name: string;
  /** Why it cannot be used here, or null. Printed, so that a run tells what it left out. */
  readonly whyNot: () => string | null;
  /** Starts it on the stage, before the stage's clock. */
  readonly start: (stage: Stage) => Promise<Watch>;
}

/**
 * Looks at several programs in turn, `count` times, a second apart: programs refresh once a second, and steady loads make a
 * number seen twice no worse.
 */
export async function lookAt(watches: ReadonlyMap<string, Watch>, count: number): Promise<Map<string, Frame[]>> {
  const seen = new Map([...watches.keys()].map((name) => [name, [] as Frame[]]));
  for (let turn = 0; turn < count; turn++) {
    await sleep(1000);
    for (const [name, watch] of watches) seen.get(name)?.push(await watch.frame());
  }
  return seen;
}

/**
 * The mean over frames of what a program shows for these processes together; a row that is not there, or a dash, is 0.
 * Frames without any row are left out (a screen caught while it was drawn); null when all are.
 */
export function meanPercent(frames: readonly Frame[], pids: readonly number[], figure: string): number | null {
  const drawn = frames.filter((rows) => rows.length > 0);
  if (drawn.length === 0) return null;
  const sums = drawn.map((rows) =>
    rows.filter(({ pid }) => pids.includes(pid)).reduce((sum, { percent }) => sum + (percent[figure] ?? 0), 0),
  );
  return sums.reduce((sum, value) => sum + value, 0) / sums.length;
}
