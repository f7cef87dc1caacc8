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
import type { Round } from './round.js';
import type { Turns } from './turns.js';
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
  /** The processes there are now. */
  readonly pids: () => readonly number[];
  readonly round: Round;
  readonly turns: Turns;
  /** A fd that came, went or changed shows in the mtime of its folder: so it is in a tree. */
  readonly mtimesTell: boolean;
}

/** A walk that can also look at the known clients alone. */
export interface GatedWalk extends Walk {
  /**
   * Reads the known fds, and looks at a small part of all processes. For a sweep before which no DRM file was opened.
   *
   * @returns false where a known fd is closed or stands for something else: then `run` has to follow, in the same sweep
   */
  watch(sweep: SweepState): Promise<boolean>;
  /** Lists whoever `run` did not, in the same sweep. */
  listAll(sweep: SweepState): Promise<void>;
  /** Whether every process was listed after a time, monotonic ns. */
  hasListedSince(ns: bigint): boolean;
  /** Longest time until a new holder of a known client is seen (fork, dup, SCM_RIGHTS), ns; null when it cannot be told yet. */
  holderDelayNs(): number | null;
}

/**
 * Whoever has very many fds comes last: no other process shall wait for it. But each sweep without time for it halves what it counts as, so
 * that processes that change all the time do not keep it waiting for ever.
 */
function byTurn(a: ProcessRecord, b: ProcessRecord): number {
  return weightOf(a) - weightOf(b);
}

function weightOf({ size, openFds, timesPutOff }: ProcessRecord): number {
  return Math.max(size, openFds) / 2 ** timesPutOff;
}

export function incrementalWalk(parts: IncrementalWalkParts): GatedWalk {
  const { table, lister, readings, plan, round, turns, clock, concurrency } = parts;
  const inTurns = turnTaker(concurrency);
  const queue = new RescanQueue();
  let lastStartNs: bigint | null = null;
  let intervalNs: number | null = null;
  /** When the plan last had its turn. */
  let plannedNs: bigint | null = null;

  /** @returns what it should have taken, CPU ns */
  const list = async (record: ProcessRecord, sweep: SweepState): Promise<number> => {
    const isListed = await lister.list(record, sweep);
    table.note(record);
    return isListed ? queue.listed(record) : 0;
  };

  /** True when the process must be listed now. */
  const needsListing = (record: ProcessRecord, sweep: SweepState): boolean => {
    if (lister.passOver(record)) {
      queue.remove(record);
      table.note(record);
      return false;
    }
    if (record.changed || record.rest !== null) return true;
    if (record.known.every(({ reading }) => reading.atNs >= sweep.startNs)) return false;
    return !readings.refresh(record, sweep.coverage);
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
    await inTurns(records.toSorted(byTurn), sweep.pace, (record) => list(record, sweep));
    queue.measured(
      records.filter(({ listedIn }) => listedIn === sweep.number),
      clock.cpuNs() - startNs,
    );
  };

  const listDue = async (sweep: SweepState): Promise<void> => {
    const listed: ProcessRecord[] = [];
    let startNs = 0;
    let expectedNs = 0;
    for (const record of queue.waiting()) {
      if (record.listedIn === sweep.number || !plan.wants(record, sweep.startNs) || sweep.isListingOver()) break;
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

  const beginPlan = ({ startNs, cpuStartNs, gate, isSure }: SweepState): void => {
    const sinceNs = plannedNs === null ? null : Number(startNs - plannedNs);
    plannedNs = startNs;
    // By a gate some ticks take much and most hardly anything: half of either is no measure for how long a round will take.
    const steadyNs = (): number => (gate === 'none' ? clock.cpuNs() - cpuStartNs : Infinity);
    plan.begin({ sinceNs, steadyNs, isPaced: isSure }, queue);
  };

  /** False: what was known of a process does not stand any more. */
  const readKnown = async (sweep: SweepState): Promise<boolean> => {
    for (const record of table.holders) {
      if (!readings.refresh(record, sweep.coverage)) return false;
      record.seenIn = sweep.number;
      if (sweep.pace.spent) await sweep.pace.nextTurn();
    }
    return true;
  };

  /** Meets the next processes; a new round begins with whoever is there then, and drops whoever the last one did not meet. */
  const goRound = async (sweep: SweepState): Promise<void> => {
    if (round.isOver) {
      if (round.began > 0) table.dropUnmet(round.began, (record) => queue.remove(record));
      const pids = parts.pids();
      const isKnown = (pid: number): boolean => table.get(pid) !== undefined;
      round.begin([...pids.filter((pid) => !isKnown(pid)), ...pids.filter(isKnown)], sweep.number);
    }
    const part = round.part(sweep.startNs);
    sweep.processesMet += part.length;
    await listChanged(await meetAll(part, sweep), sweep);
  };

  return {
    mode: 'incremental',
    async run(pids, sweep) {
      begin(sweep);
      sweep.processesMet = pids.length;
      round.restart(sweep.startNs);
      const changed = await meetAll(pids, sweep);
      table.dropUnmet(sweep.number, (record) => queue.remove(record));
      beginPlan(sweep);
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
      const { meets, lists } = turns.next(sweep.startNs, sweep.isSure);
      if (meets) await goRound(sweep);
      if (lists) {
        beginPlan(sweep);
        await listDue(sweep);
      }
      return true;
    },
    hasListedSince: (ns) => (queue.oldestNs ?? ns) > ns,
    intervalNs: () => intervalNs,
    // As long as a round will take, or did take for whoever waits longest; and the tick in which the turn comes.
    worstDelayNs() {
      const roundNs = plan.roundNs(queue);
      if (intervalNs === null || roundNs === null) return null;
      // Meeting a process is enough.
      if (parts.mtimesTell) return intervalNs;
      const waitedNs = Number((lastStartNs ?? 0n) - (queue.oldestNs ?? lastStartNs ?? 0n));
      return Math.max(roundNs, waitedNs) + intervalNs;
    },
    holderDelayNs() {
      const listedNs = this.worstDelayNs();
      if (listedNs === null || intervalNs === null) return null;
      const turnNs = turns.everyNs(intervalNs);
      return Math.max(listedNs - intervalNs + turnNs, round.delayNs(table.size, turnNs));
    },
  };
}
