/**
 * Where sweeps come from. Live, tree, demo and replay are all behind this; no screen and no output knows which.
 */
import type { Sweep } from '../scan/sweep.js';

export interface Source {
  /**
   * True when a sweep is of the present, so that the caller decides when to take one (live, tree, demo).
   * False when sweeps come from a file and may be had as fast as they are asked for (replay).
   */
  readonly present: boolean;
  /**
   * Changes when the sweep given last does not continue the ones before (a jump in a recording): whoever folds sweeps must
   * begin anew. Absent: never changes.
   */
  readonly epoch?: number;
  /** The sweep given last only gives the next one a past to count from, and is not for showing. Absent: it is for showing. */
  readonly priming?: boolean;
  /** The next sweep. Null when there are no more (the end of a recording). */
  next(): Promise<Sweep | null>;
  /** Gives back what the source holds: temp folders, child processes. Safe to call twice. */
  close(): Promise<void>;
  /** What a sweep that is late waits for; null when none is late. Absent where sweeps are taken in this process, and cannot be watched. */
  waitingFor?(): Waiting | null;
  /** CPU time, ns, of processes that work for this source besides the caller's own. Absent: there are none. */
  cpuNs?(): number;
  /** Those of them that run now. Absent: there are none. */
  helperPids?(): readonly number[];
}

/** A sweep that has been under way for longer than any should. */
export interface Waiting {
  /** How long so far. */
  readonly sinceMs: number;
  /** True while the scanner is computing, with very much to read; false when the kernel keeps it waiting. */
  readonly working: boolean;
  /** The file whose read has not come back: hostile text. Null when it is no read, or nobody can tell. */
  readonly path: string | null;
}
