/**
 * One stat per process; listing only what is new or changed, what has waited longest, and what a known DRM fd betrays.
 *
 * Measured facts this rests on (Linux 6.18): a new process has a new inode for PID/fd, also under a reused pid; st_size is
 * the number of open fds and is shown to everybody. When the kernel drops its caches the inodes are new too: that costs
 * a listing and nothing else.
 */
import type { Clock } from './clock.js';
import type { FdReadings } from './fd-readings.js';
import { turnTaker } from './in-turns.js';
import type { ProcessLister } from './process-lister.js';
import type { ProcessRecord } from './process-record.js';
import type { ProcessTable } from './process-table.js';
import type { RescanPlan } from './rescan-plan.js';
import { RescanQueue } from './rescan.js';
import type { SweepState } from './sweep-state.js';
import type { Walk } from './walk.js';

/** Processes met between two looks at the clock: about 0.1 ms. */
const CHECK_EVERY = 64;

export interface IncrementalWalkParts {
  readonly table: ProcessTable;
  readonly lister: ProcessLister;
  readonly readings: FdReadings;
  readonly plan: RescanPlan;
  readonly clock: Clock;
  /** Processes listed in one turn of the event loop. */
  readonly concurrency: number;
}

export function incrementalWalk({ table, lister, readings, plan, clock, concurrency }: IncrementalWalkParts): Walk {
  const inTurns = turnTaker(concurrency);
  const queue = new RescanQueue();
  let lastStartNs: bigint | null = null;
  let intervalNs: number | null = null;

  const list = async (record: ProcessRecord, sweep: SweepState): Promise<number> => {
    await lister.list(record, sweep);
    return queue.listed(record);
  };

  /** True when the process must be listed now. */
  const needsListing = (record: ProcessRecord, sweep: SweepState): boolean => {
    if (lister.passOver(record)) {
      queue.remove(record);
      return false;
    }
    if (record.changed) return true;
    if (record.known.length === 0) return false;
    const fresh = readings.refresh(record, sweep.coverage);
    if (fresh === null) return true;
    record.known = fresh;
    return false;
  };

  const meetAll = async (pids: readonly number[], sweep: SweepState): Promise<ProcessRecord[]> => {
    const toList: ProcessRecord[] = [];
    let met = 0;
    for (const pid of pids) {
      const record = table.meet(pid, sweep);
      if (record !== null && needsListing(record, sweep)) toList.push(record);
      if (++met % CHECK_EVERY === 0 && sweep.pace.spent) await sweep.pace.nextTurn();
    }
    return toList;
  };

  const listChanged = async (records: readonly ProcessRecord[], sweep: SweepState): Promise<void> => {
    if (records.length === 0) return;
    const startNs = clock.cpuNs();
    await inTurns(records, sweep.pace, (record) => list(record, sweep));
    queue.measured(records, clock.cpuNs() - startNs);
  };

  const listDue = async (sweep: SweepState): Promise<void> => {
    const listed: ProcessRecord[] = [];
    let startNs = 0;
    let expectedNs = 0;
    for (const record of queue.waiting()) {
      if (record.listedIn === sweep.number || !plan.wants(record, sweep.startNs)) break;
      // Asking for the CPU time takes 5 µs: not done in a tick that lists nothing.
      if (listed.length === 0) startNs = clock.cpuNs();
      const ns = await list(record, sweep);
      plan.spent(ns);
      expectedNs += ns;
      listed.push(record);
      if (sweep.pace.spent) await sweep.pace.nextTurn();
    }
    if (listed.length === 0) return;
    const tookNs = clock.cpuNs() - startNs;
    plan.correct(tookNs - expectedNs);
    queue.measured(listed, tookNs);
  };

  return {
    mode: 'incremental',
    async run(pids, sweep) {
      intervalNs = lastStartNs === null ? null : Number(sweep.startNs - lastStartNs);
      lastStartNs = sweep.startNs;
      const changed = await meetAll(pids, sweep);
      table.dropUnmet(sweep, (record) => queue.remove(record));
      plan.begin(intervalNs, clock.cpuNs() - sweep.cpuStartNs, queue);
      await listChanged(changed, sweep);
      await listDue(sweep);
    },
    // As long as a round will take, or did take for whoever waits longest; and the tick in which the turn comes.
    worstDelayNs() {
      const roundNs = plan.roundNs(queue);
      if (intervalNs === null || roundNs === null) return null;
      const waitedNs = Number((lastStartNs ?? 0n) - (queue.oldestNs ?? lastStartNs ?? 0n));
      return Math.max(roundNs, waitedNs) + intervalNs;
    },
  };
}
