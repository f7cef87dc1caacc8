/**
 * One stat per process; listing only what is new or changed, what has waited longest, and what a known DRM fd betrays.
 *
 * Measured facts this rests on (Linux 6.18): a new process has a new inode for PID/fd, also under a reused pid; st_size is
 * the number of open fds and is shown to everybody. When the kernel drops its caches the inodes are new too: that costs
 * a listing and nothing else.
 */
import type { Clock } from './clock.js';
import type { FdReadings } from './fd-readings.js';
import { turnTaker } from './pace.js';
import type { ProcessLister } from './process-lister.js';
import type { ProcessRecord } from './process-record.js';
import type { ProcessTable } from './process-table.js';
import { type RescanPlan, RescanQueue } from './rescan.js';
import type { SweepState } from './sweep-state.js';
import type { Walk } from './walk.js';

/** Processes met between two looks at the clock: about 0.1 ms. */
const CHECK_EVERY = 64;

/** Processes met per second of interval while no DRM file was opened: 0.2 ms of CPU, and 550 of them in 9 s. */
const ROUND_PER_SECOND = 64;

/**
 * What a tick counts as taking for the plan at least: by half of its own time alone, a tick that looks at nobody would list
 * everybody again once in ten minutes.
 */
const LEAST_STEADY_NS = 800_000;

export interface IncrementalWalkParts {
  readonly table: ProcessTable;
  readonly lister: ProcessLister;
  readonly readings: FdReadings;
  readonly plan: RescanPlan;
  readonly clock: Clock;
  /** Processes listed in one turn of the event loop. */
  readonly concurrency: number;
  /** The processes there are now. */
  readonly pids: () => readonly number[];
  /** Everybody is met within this time, ns; null: at the pace of `ROUND_PER_SECOND`. */
  readonly roundWithinNs: number | null;
}

/** A walk that can also look at the known clients alone. */
export interface GatedWalk extends Walk {
  /**
   * Reads the known fds, and meets a few processes in turn. For a sweep before which no DRM file was opened.
   *
   * @returns false where a known fd is closed or stands for something else: then `run` has to follow, in the same sweep
   */
  watch(sweep: SweepState): Promise<boolean>;
  /** Lists whoever `run` did not, in the same sweep. */
  listAll(sweep: SweepState): Promise<void>;
  /** Longest time until a new holder of a known client is seen (fork, dup, SCM_RIGHTS), ns; null when it cannot be told yet. */
  holderDelayNs(): number | null;
}

export function incrementalWalk(parts: IncrementalWalkParts): GatedWalk {
  const { table, lister, readings, plan, clock, concurrency } = parts;
  const inTurns = turnTaker(concurrency);
  const queue = new RescanQueue();
  let lastStartNs: bigint | null = null;
  let intervalNs: number | null = null;
  /** The round that is under way between two runs: whom it goes to, how far it is, the sweep in which it began, and how many a second. */
  const round = { pids: [] as readonly number[], at: 0, began: 0, perSecond: ROUND_PER_SECOND };

  const list = async (record: ProcessRecord, sweep: SweepState): Promise<number> => {
    await lister.list(record, sweep);
    table.note(record);
    return queue.listed(record);
  };

  /** True when the process must be listed now. */
  const needsListing = (record: ProcessRecord, sweep: SweepState): boolean => {
    if (lister.passOver(record)) {
      queue.remove(record);
      table.note(record);
      return false;
    }
    if (record.changed) return true;
    if (record.known.every(({ reading }) => reading.atNs >= sweep.startNs)) return false;
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

  const begin = (sweep: SweepState): void => {
    if (lastStartNs === sweep.startNs) return;
    intervalNs = lastStartNs === null ? null : Number(sweep.startNs - lastStartNs);
    lastStartNs = sweep.startNs;
  };

  /** False: what was known of a process does not stand any more. */
  const readKnown = async (sweep: SweepState): Promise<boolean> => {
    for (const record of table.holders) {
      const fresh = readings.refresh(record, sweep.coverage);
      if (fresh === null) return false;
      record.known = fresh;
      record.seenIn = sweep.number;
      if (sweep.pace.spent) await sweep.pace.nextTurn();
    }
    return true;
  };

  /** Meets the next few processes; a round begins with whoever is there then, and drops whoever it did not meet. */
  const goRound = async (sweep: SweepState): Promise<void> => {
    if (round.at >= round.pids.length) {
      if (round.began > 0) table.dropUnmet(round.began, (record) => queue.remove(record));
      const pids = parts.pids();
      Object.assign(round, { pids, at: 0, began: pids.length === 0 ? 0 : sweep.number });
    }
    const seconds = (intervalNs ?? 0) / 1e9;
    round.perSecond = parts.roundWithinNs === null ? ROUND_PER_SECOND : (1.25e9 * round.pids.length) / parts.roundWithinNs;
    const slice = round.pids.slice(round.at, round.at + Math.ceil(seconds * round.perSecond));
    round.at += slice.length;
    sweep.processesMet += slice.length;
    await listChanged(await meetAll(slice, sweep), sweep);
  };

  return {
    mode: 'incremental',
    async run(pids, sweep) {
      begin(sweep);
      sweep.processesMet = pids.length;
      round.pids = [];
      round.began = 0;
      const changed = await meetAll(pids, sweep);
      table.dropUnmet(sweep.number, (record) => queue.remove(record));
      plan.begin(intervalNs, clock.cpuNs() - sweep.cpuStartNs, queue);
      await listChanged(changed, sweep);
      await listDue(sweep);
      table.orderHolders();
    },
    async listAll(sweep) {
      await listChanged(
        [...queue.waiting()].filter(({ listedIn }) => listedIn !== sweep.number),
        sweep,
      );
      table.orderHolders();
    },
    async watch(sweep) {
      begin(sweep);
      if (!(await readKnown(sweep))) return false;
      sweep.processesMet = table.holders.size;
      plan.begin(intervalNs, Math.max(LEAST_STEADY_NS, clock.cpuNs() - sweep.cpuStartNs), queue);
      await goRound(sweep);
      await listDue(sweep);
      return true;
    },
    intervalNs: () => intervalNs,
    // As long as a round will take, or did take for whoever waits longest; and the tick in which the turn comes.
    worstDelayNs() {
      const roundNs = plan.roundNs(queue);
      if (intervalNs === null || roundNs === null) return null;
      const waitedNs = Number((lastStartNs ?? 0n) - (queue.oldestNs ?? lastStartNs ?? 0n));
      return Math.max(roundNs, waitedNs) + intervalNs;
    },
    holderDelayNs() {
      const listedNs = this.worstDelayNs();
      if (listedNs === null) return null;
      return Math.max(listedNs, 1e9 * (table.size / round.perSecond) + 2 * (intervalNs ?? 0));
    },
  };
}
