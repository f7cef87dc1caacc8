/**
 * Where sweeps come from. Live, tree, demo and replay are all behind this; no screen and no output knows which.
 */
import type { Sweep } from '../scan/sweep.js';

export interface Source {
  /** The next sweep, taken now. Null when there are no more (the end of a recording). */
  next(): Promise<Sweep | null>;
  /** Gives back what the source holds: temp folders, child processes. Safe to call twice. */
  close(): Promise<void>;
}
