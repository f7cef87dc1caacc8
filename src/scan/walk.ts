/** What the two ways of walking have in common. */
import type { SweepState } from './sweep-state.js';

export interface Walk {
  readonly mode: 'full' | 'incremental';
  /** Walks these processes. Afterwards the records of all that were met hold this sweep's readings. */
  run(pids: readonly number[], sweep: SweepState): Promise<void>;
  /** Between the last two sweeps, ns; null before there were two. */
  intervalNs(): number | null;
  /** See `ScanCost.worstDelayNs`. */
  worstDelayNs(): number | null;
}
