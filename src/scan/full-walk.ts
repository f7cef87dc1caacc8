/** Lists every fd of every process, each time. */
import pLimit from 'p-limit';
import type { ProcessLister } from './process-lister.js';
import type { ProcessTable } from './process-table.js';
import type { SweepState } from './sweep-state.js';
import type { Walk } from './walk.js';

/**
 * @param concurrency processes read in one turn of the event loop. Reading is synchronous: more does not make it faster,
 *   it makes the stretches between two turns longer.
 */
export function fullWalk(table: ProcessTable, lister: ProcessLister, concurrency: number): Walk {
  const limit = pLimit(concurrency);
  let lastStartNs: bigint | null = null;
  let worstDelayNs: number | null = null;

  const visit = async (pid: number, sweep: SweepState): Promise<void> => {
    await sweep.pace.nextTurn();
    const record = table.meet(pid, sweep);
    if (record !== null && !lister.passOver(record)) await lister.list(record, sweep);
  };
  return {
    mode: 'full',
    async run(pids, sweep) {
      worstDelayNs = lastStartNs === null ? null : Number(sweep.startNs - lastStartNs);
      lastStartNs = sweep.startNs;
      await Promise.all(Array.from(pids, (pid) => limit(visit, pid, sweep)));
      table.dropUnmet(sweep, () => undefined);
    },
    worstDelayNs: () => worstDelayNs,
  };
}
