/**
 * What an engine can have done: the bound that tells a counter that ran from one that lied.
 *
 * Drivers print wrong numbers now and then. v3d of Linux 6.8 could add the machine's uptime to a busy time that it read while a job
 * ended (v3d_show_fdinfo races with v3d_job_update_stats); counters underflow; a GPU timestamp is read while it wraps. Taken at its
 * word, one such reading would be the high-water mark for days. So a reading is weighed against the last one that could be believed:
 * a group cannot be busy for longer than (time since then) x (engines in it), and what a job did before it was counted must have
 * been time that the counter left out.
 */
import type { EngineCounters } from '../drm/fdinfo/fdinfo.js';
import { countBetween, timeBetween } from './big-numbers.js';
import type { BusyBasis } from './snapshot.js';

export type Counters = Readonly<EngineCounters>;

/** Counters and the time at which they were read. */
export interface Timed {
  readonly counters: Counters;
  readonly atNs: bigint;
}

/** What weighing needs to know of an engine group beside its counters. Hardly ever another one from reading to reading. */
export interface Trust {
  /** The mark rests on one reading alone, which nothing has confirmed. */
  readonly isFirst: boolean;
  /** When that reading was: one that lies may be followed by a few that lie alike. */
  readonly firstNs: bigint;
  /** Engine time in ns that the counter left out so far: a job that is counted at its end may fill it. */
  readonly spareNs: number;
  /** Fastest that total-cycles was seen to run, in Hz; 0: not seen. */
  readonly clockHz: number;
}

/** How a reading stands to the last one that could be believed. */
export type Verdict =
  | 'credible'
  | 'more than can be' // a busy counter rose further than its engines can work
  | 'clock back' // total-cycles went back: the GPU was reset, or the reading lied
  | 'clock ahead' // total-cycles ran faster than a GPU's clock can
  | 'first was wrong'; // far below the first readings, which are all there were so far: they lied

/** Clocks of reads and of drivers disagree by so much: a quarter, and 50 ms. */
const SLACK = 1.25;
const SLACK_NS = 50e6;

/** A job that is counted at its end: so long for sure (schedulers kill jobs of v3d, panfrost, msm after 0.5 s) ... */
const LATE_NS = 1e9;
/** ... and so long where the reading stays so: the longest time-out of a job is amdgpu's for compute, 60 s. */
const VERY_LATE_NS = 60e9;

/** A reset GPU may forget what it did. A first reading that is further above a later one than this was wrong: 60 s. */
const FORGOTTEN_NS = 60e9;

/** A lie is over after so long; what goes on for longer is what the counter says from now on. */
export const LIE_NS = 10e9;

/** No counter of cycles runs faster: 10 GHz. */
const FASTEST_HZ = 10e9;

/** A GPU timestamp may stand while the GPU sleeps, so that it seems slower than it is when first looked at. */
const CLOCK_SPREAD = 4;

/**
 * Most engines that may hide behind one name without a capacity line. These drivers print it, or run one job at a time in each queue
 * (i915_drm_client.c, xe_drm_client.c, v3d_sched.c, msm_gpu.c, panfrost_job.c). Others count each job from its start to its end and
 * have several rings behind a name: amdgpu up to 40 (jpeg of MI300), panthor a group in each slot.
 */
const SERIAL: ReadonlySet<string> = new Set(['i915', 'xe', 'v3d', 'msm', 'panfrost', 'lima']);
const UNTOLD_WIDTH = 64;

/** Engines that may work at once beyond what `capacity` says, as a factor. */
export function widthOf(driver: string): number {
  return SERIAL.has(driver) ? 1 : UNTOLD_WIDTH;
}

/** Most ns that `capacity` engines can have been busy in `spanNs`, with room for coarse clocks. */
export function mostBusyNs(spanNs: number, capacity: number): number {
  return SLACK * Math.max(0, spanNs) * capacity + SLACK_NS;
}

/** @param since the first reading of an engine: nothing is known of what is not counted yet */
export function firstTrust(since: Timed): Trust {
  return { isFirst: true, firstNs: since.atNs, spareNs: LATE_NS * since.counters.capacity, clockHz: 0 };
}

/**
 * Weighs a reading.
 *
 * @param mark the last reading that reached the high-water mark: before it, all is counted
 * @param from where the next difference starts; for the clock of the GPU
 * @param held how long, in ns, readings have said the same as this one against all that was believed before
 */
export function weigh(
  { firstNs, spareNs, clockHz }: Trust,
  mark: Timed,
  from: Timed,
  now: Timed,
  basis: BusyBasis,
  width: number,
  held: number,
): Verdict {
  const capacity = Math.max(mark.counters.capacity, now.counters.capacity);
  const spanNs = timeBetween(mark.atNs, now.atNs);
  const late = Math.min(spareNs, (held >= LATE_NS ? VERY_LATE_NS : LATE_NS) * capacity);
  const mostNs = mostBusyNs(spanNs, capacity * width) + late;
  const fromCycles = mark.counters.cycles;
  const cycles = fromCycles === null || now.counters.cycles === null ? 0 : countBetween(fromCycles, now.counters.cycles);
  if (basis === 'cycles') {
    const [before, after] = [from.counters.totalCycles, now.counters.totalCycles];
    if (before === null || after === null) return 'credible';
    if (after < before) return 'clock back';
    const betweenNs = Math.max(0, timeBetween(from.atNs, now.atNs));
    const clockSpanNs = betweenNs + SLACK_NS;
    const ticks = countBetween(before, after);
    if (ticks > (clockSpanNs / 1e9) * FASTEST_HZ) return 'clock ahead';
    if (clockHz > 0 && ticks > (clockSpanNs / 1e9) * clockHz * CLOCK_SPREAD) return 'clock ahead';
    const sinceMark = countBetween(mark.counters.totalCycles ?? after, after);
    // A clock that stands still says nothing of how fast it runs.
    const perNs = Math.max(clockHz, (ticks / clockSpanNs) * 1e9) / 1e9 || FASTEST_HZ / 1e9;
    if (cycles > SLACK * sinceMark * capacity * width + (late + SLACK_NS) * perNs) return 'more than can be';
    // The room that is left for coarse clocks would make less of what is forgotten, most where two looks follow soon.
    const forgotten = FORGOTTEN_NS * Math.max(perNs, ticks / Math.max(1, betweenNs)) * capacity;
    return -cycles > forgotten && isYoung(firstNs, now) ? 'first was wrong' : 'credible';
  }
  const hz = basis === 'full-speed' ? (now.counters.maxFrequencyHz ?? mark.counters.maxFrequencyHz ?? FASTEST_HZ) : FASTEST_HZ;
  if (cycles > (mostNs / 1e9) * hz) return 'more than can be';
  if (basis === 'full-speed')
    return -cycles > (FORGOTTEN_NS / 1e9) * hz * capacity && isYoung(firstNs, now) ? 'first was wrong' : 'credible';
  const fromNs = mark.counters.busyNs;
  const busyNs = fromNs === null || now.counters.busyNs === null ? 0 : countBetween(fromNs, now.counters.busyNs);
  if (busyNs > mostNs) return 'more than can be';
  return -busyNs > FORGOTTEN_NS * capacity && isYoung(firstNs, now) ? 'first was wrong' : 'credible';
}

/** Whether first readings may still turn out to have lied. */
function isYoung(firstNs: bigint, { atNs }: Timed): boolean {
  return timeBetween(firstNs, atNs) < LIE_NS;
}

/**
 * What is known after a reading that could be believed.
 *
 * @param mark as in `weigh`
 * @param isReached the reading stands at the high-water mark or above
 */
export function trustAfter(before: Trust, mark: Timed, from: Timed, now: Timed, basis: BusyBasis, isReached: boolean): Trust {
  const clockHz = Math.max(before.clockHz, clockOf(from, now));
  // A reading below the mark tells nothing of what was done since.
  const spareNs = isReached ? spareAfter(before, mark, now, basis, clockHz) : before.spareNs;
  if (!before.isFirst && spareNs === before.spareNs && clockHz === before.clockHz) return before;
  return { isFirst: false, firstNs: before.firstNs, spareNs, clockHz };
}

function spareAfter({ spareNs }: Trust, mark: Timed, now: Timed, basis: BusyBasis, clockHz: number): number {
  const { capacity } = now.counters;
  const spanNs = Math.max(0, timeBetween(mark.atNs, now.atNs));
  const left = spareNs + spanNs * capacity - workedNs(mark, now, basis, clockHz);
  return Math.min(Math.max(0, left), VERY_LATE_NS * capacity);
}

function workedNs(from: Timed, now: Timed, basis: BusyBasis, clockHz: number): number {
  if (basis === 'ns') return countBetween(from.counters.busyNs ?? 0n, now.counters.busyNs ?? 0n);
  const hz = basis === 'cycles' ? clockHz : (now.counters.maxFrequencyHz ?? 0);
  return hz <= 0 ? 0 : (countBetween(from.counters.cycles ?? 0n, now.counters.cycles ?? 0n) / hz) * 1e9;
}

/** How fast the GPU's clock ran between two readings; 0 where there is too little time to tell. */
function clockOf(from: Timed, now: Timed): number {
  const [before, after] = [from.counters.totalCycles, now.counters.totalCycles];
  if (before === null || after === null) return 0;
  const spanNs = timeBetween(from.atNs, now.atNs);
  const ticks = countBetween(before, after);
  return spanNs < 1e6 || ticks <= 0 ? 0 : (ticks / spanNs) * 1e9;
}
