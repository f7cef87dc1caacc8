/**
 * The order in which processes are listed again though nothing about them changed: whoever waited longest comes first.
 *
 * Needed because a process can close one fd and open another between two ticks: the number of fds stays the same, and no
 * stat shows it. Before Linux 6.2 no stat shows anything, and this alone finds new clients.
 *
 * What a round costs is told by the number of fds and by what the last listings took in CPU time, together: a clock
 * around each single one would cost a tenth of it, and on a busy machine would measure the others.
 *
 * A round is one turn for everybody. A plan decides how much of it each tick does: within a budget, or within a deadline.
 */
import type { ProcessRecord } from './process-record.js';

/** What a listing takes besides its fds, in fds: about 10 µs [measured, Node 20]. */
const LISTING_IN_FDS = 5;

/** How much the newest measurement counts. */
const NEWEST = 0.3;

export class RescanQueue {
  /** In the order of the last listing: a Set keeps the order of insertion. Values in `#costs`. */
  readonly #waiting = new Map<ProcessRecord, number>();
  #total = 0;
  #nsPerFd: number | null = null;
  #measurements = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** What a fd takes, CPU ns; null before the first measurement. */
  get nsPerFd(): number | null {
    return this.#nsPerFd;
  }

  /** What listing every process once would take, in fds. */
  get roundFds(): number {
    return this.#total;
  }

  /** When the longest-waiting was listed, monotonic ns; null when nobody waits. All others were listed later. */
  get oldestNs(): bigint | null {
    for (const record of this.#waiting.keys()) return record.listedNs;
    return null;
  }

  /** Longest-waiting first. Processes listed meanwhile move to the end. */
  waiting(): Iterable<ProcessRecord> {
    return this.#waiting.keys();
  }

  /** Notes that a process was listed; returns what that is expected to have taken, CPU ns. */
  listed(record: ProcessRecord): number {
    this.remove(record);
    const cost = LISTING_IN_FDS + record.openFds;
    this.#waiting.set(record, cost);
    this.#total += cost;
    return cost * (this.#nsPerFd ?? 0);
  }

  remove(record: ProcessRecord): void {
    this.#total -= this.#waiting.get(record) ?? 0;
    this.#waiting.delete(record);
  }

  /** Takes in what listing these processes took. */
  measured(records: readonly ProcessRecord[], cpuNs: number): void {
    let fds = 0;
    for (const record of records) fds += this.#waiting.get(record) ?? 0;
    if (fds === 0) return;
    // The first walk compiles what it runs: it stands for what follows until something else was measured.
    const weight = ++this.#measurements <= 2 ? 1 : NEWEST;
    this.#nsPerFd = (1 - weight) * (this.#nsPerFd ?? 0) + (weight * cpuNs) / fds;
  }
}

export interface PlannedTick {
  /** Since the last one, ns; null for the first. */
  readonly sinceNs: number | null;
  /** CPU time of what this tick does in any case. A function, since asking takes 5 µs and more. */
  readonly steadyNs: () => number;
  /** No client waits to be found (gate.ts): ticks look at nobody, so that what they take is no measure, and a pace is kept instead. */
  readonly isPaced: boolean;
}

/** How much of the queue each tick does. */
export interface RescanPlan {
  /** A new tick that lists. */
  begin(tick: PlannedTick, queue: RescanQueue): void;
  /** Whether to list this one, the longest-waiting, in the tick that began at `nowNs`. */
  wants(record: ProcessRecord, nowNs: bigint): boolean;
  /** One was listed, and should have taken so much CPU time. */
  spent(ns: number): void;
  /** So much more than expected all listings of the tick took. */
  correct(ns: number): void;
  /** How long a round is going to take, ns; null while it cannot be told. */
  roundNs(queue: RescanQueue): number | null;
}

/** A pause of gpu-top must not end in one long tick: no more than this many ticks' worth is saved up. */
const MAX_SAVED_TICKS = 4;

/** What a round will take is told by the pace of many ticks, not of the last one. */
const NEWEST_TICK = 0.2;

/** Where no client waits to be found: so many fds are listed per second, which is 550 processes of 20 fds in 7 min. */
const PACE_FDS = 32;

/** CPU ns per second that the pace may take. It takes a third of a millisecond, and more where the machine is busy [measured]. */
const PACE_MOST_NS = 2_000_000;

/**
 * Listing again within a CPU budget: the cost is fixed, the delay follows.
 *
 * @param nsPerSecond CPU ns of listing per second of interval. A listing that overdraws is paid back by later ticks.
 * @param shareOfSteady a further limit: so much of what the rest of the tick takes; Infinity: none. A machine that is
 *   watched by one stat per process should not spend a multiple of that on looking for what next to never happens.
 */
export function budgetPlan(nsPerSecond: number, shareOfSteady: number): RescanPlan {
  let allowanceNs = 0;
  let earnedPerNs: number | null = null;
  let isPaced = false;
  return {
    begin(tick, { nsPerFd }) {
      const { sinceNs, steadyNs } = tick;
      ({ isPaced } = tick);
      if (sinceNs === null) return;
      const seconds = sinceNs / 1e9;
      const earnedNs = isPaced
        ? seconds * paceFds(nsPerFd ?? 0) * (nsPerFd ?? 0)
        : Math.min(seconds * nsPerSecond, steadyNs() * shareOfSteady);
      allowanceNs = Math.min(allowanceNs + earnedNs, MAX_SAVED_TICKS * earnedNs);
      const now = earnedNs / sinceNs;
      earnedPerNs = earnedPerNs === null ? now : (1 - NEWEST_TICK) * earnedPerNs + NEWEST_TICK * now;
    },
    wants: () => allowanceNs > 0,
    spent(ns) {
      allowanceNs -= ns;
    },
    correct(ns) {
      // A pace is of fds: one tick that was held up does not slow it down.
      if (!isPaced) allowanceNs -= ns;
    },
    roundNs({ roundFds, nsPerFd }) {
      if (nsPerFd === null) return null;
      if (isPaced) return (1e9 * roundFds) / paceFds(nsPerFd);
      return earnedPerNs === null || earnedPerNs === 0 ? null : (roundFds * nsPerFd) / earnedPerNs;
    },
  };
}

function paceFds(nsPerFd: number): number {
  return Math.min(PACE_FDS, PACE_MOST_NS / nsPerFd);
}

/** The delay is fixed, the cost follows: every process at least once within `withinNs`, spread evenly over the ticks. */
export function deadlinePlan(withinNs: number): RescanPlan {
  let quota = 0;
  let intervalNs: number | null = null;
  return {
    begin({ sinceNs }, queue) {
      intervalNs = sinceNs;
      quota = sinceNs === null ? 0 : Math.ceil((queue.size * sinceNs) / withinNs);
    },
    wants(record, nowNs) {
      // Due when the next tick would come too late for it; a quarter of a tick more, because ticks are never exact.
      const due = Number(nowNs - record.listedNs) + 1.25 * (intervalNs ?? 0) > withinNs;
      return due || quota > 0;
    },
    spent() {
      quota--;
    },
    correct: () => undefined,
    // The tick that comes in time for a process is the one before the deadline.
    roundNs: () => (intervalNs === null ? null : Math.max(0, withinNs - intervalNs)),
  };
}
