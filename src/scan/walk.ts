/** What the two ways of walking have in common, and the simple one: every fd of every process, each time. */
import { turnTaker } from './pace.js';
import type { ProcessLister } from './process-lister.js';
import type { ProcessTable } from './process-table.js';
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

/**
 * Lists every fd of every process, each time.
 *
 * @param concurrency processes read in one turn of the event loop.
 */
export function fullWalk(table: ProcessTable, lister: ProcessLister, concurrency: number): Walk {
  const inTurns = turnTaker(concurrency);
  let lastStartNs: bigint | null = null;
  let worstDelayNs: number | null = null;
  return {
    mode: 'full',
    async run(pids, sweep) {
      worstDelayNs = lastStartNs === null ? null : Number(sweep.startNs - lastStartNs);
      lastStartNs = sweep.startNs;
      sweep.processesMet = pids.length;
      await inTurns(pids, sweep.pace, (pid) => {
        const record = table.meet(pid, sweep);
        if (record === null) return undefined;
        if (!lister.passOver(record)) return lister.list(record, sweep).then(() => table.note(record));
        table.note(record);
        return undefined;
      });
      table.orderHolders();
      table.dropUnmet(sweep.number, () => undefined);
    },
    intervalNs: () => worstDelayNs,
    worstDelayNs: () => worstDelayNs,
  };
}
