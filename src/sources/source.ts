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
  /** The next sweep. Null when there are no more (the end of a recording). */
  next(): Promise<Sweep | null>;
  /** Gives back what the source holds: temp folders, child processes. Safe to call twice. */
  close(): Promise<void>;
}
