/**
 * One engine group of one client from reading to reading: which baseline a ratio starts from.
 *
 * Every engine has its own baseline with its own time. An engine that is missing in one read (xe leaves its counters
 * out when it cannot wake the GPU) keeps the baseline, and the next ratio is the average over both intervals. So does one whose
 * reading cannot be (`credible.ts`): it is left out, and kept beside as a doubt. Where the readings after it go on from the doubt
 * instead of from the baseline, the counter did jump for good: it is followed from there, and the jump itself counts for nothing.
 */
import { timeBetween } from './big-numbers.js';
import { basisOf, busyBetween, highWater } from './busy.js';
import {
  firstTrust,
  LIE_NS,
  mostBusyNs,
  trustAfter,
  weigh,
  type Counters,
  type Timed,
  type Trust,
  type Verdict,
} from './credible.js';
import type { BusyBasis, EngineUse, NoBusyReason } from './snapshot.js';
import type { Doubt, EngineState } from './state.js';

/** The client's reading before this one, as far as an engine that was not in it needs to know. */
export interface EarlierReading {
  readonly atNs: bigint;
  /** Some of its lines could not be used, or may be missing. */
  readonly damaged: boolean;
  /** The GPU clock that all its engines showed; null where there was none, or several. */
  readonly totalCycles: bigint | null;
}

/** One engine's next step. At least one of `state` and `counters` must be there. `width` is the one of its driver. */
export function engineStep(
  state: EngineState | undefined,
  counters: Counters | undefined,
  atNs: bigint,
  earlier: EarlierReading | null,
  width: number,
): EngineState {
  if (counters === undefined) {
    if (state === undefined) throw new RangeError('an engine needs a state or a reading');
    return missingEngine(state);
  }
  const now: Timed = { counters, atNs };
  if (state !== undefined) return knownEngine(state, now, width);
  return (earlier && newEngine(now, earlier)) ?? firstSight(now, counters, null);
}

/** A whole literal and no spread: this runs for every engine of every client in every tick. */
export function useOf(
  ratio: number | NoBusyReason,
  basis: BusyBasis | null,
  counters: Counters,
  before: Timed | null,
): EngineUse {
  return typeof ratio === 'string'
    ? { ratio: null, basis: null, reason: ratio, counters, before }
    : { ratio, basis, reason: null, counters, before };
}

/** A state in which nothing was ever doubted. A whole literal, as above. */
function stateOf(use: EngineUse, baseline: Timed, trust: Trust): EngineState {
  return { use, baseline, trust, mark: baseline, offset: null, doubt: null };
}

/** A new baseline. `counters` are those to show: high-water marks of earlier ones may be above the reading's. */
function firstSight(now: Timed, counters: Counters, before: Timed | null): EngineState {
  const basis = basisOf(now.counters);
  // The percentage of old amdgpu is a rate already.
  const busy = basis === 'kernel-percent' ? busyBetween(now, now, basis) : whyNone(now.counters);
  const baseline = { counters, atNs: now.atNs };
  return stateOf(useOf(busy, basis, counters, before), baseline, firstTrust(baseline));
}

function whyNone(counters: Counters): NoBusyReason {
  if (basisOf(counters) !== null) return 'first-sight';
  return counters.cycles === null ? 'missing' : 'no-rate';
}

/**
 * An engine that the client's last reading did not have. amdgpu prints an engine only once it was used, so it counts
 * from 0; but only if all of its count fits into the time since then (null if not). More than that was there before,
 * and was lost in the earlier reading.
 */
function newEngine(now: Timed, earlier: EarlierReading): EngineState | null {
  const { counters } = now;
  const basis = basisOf(counters);
  if (earlier.damaged || (basis !== 'ns' && basis !== 'cycles')) return null;
  if (basis === 'cycles' && earlier.totalCycles === null) return null;
  const from0 = {
    busyNs: counters.busyNs && 0n,
    cycles: counters.cycles && 0n,
    totalCycles: counters.totalCycles && earlier.totalCycles,
  };
  const before: Timed = { counters: { ...counters, ...from0 }, atNs: earlier.atNs };
  const busy = busyBetween(before, now, basis);
  const spanNs = timeBetween(before.atNs, now.atNs);
  if (typeof busy === 'string' || busy * spanNs > mostBusyNs(spanNs, 1)) return null;
  return stateOf(useOf(busy, basis, counters, before), now, firstTrust(now));
}

/** An engine that this reading does not have, though an earlier one did. */
function missingEngine(state: EngineState): EngineState {
  const { use, baseline: before } = state;
  const { counters } = use;
  if (counters.kernelRatio === null) return { ...state, use: useOf('missing', null, counters, before) };
  // amdgpu before 5.19 leaves out what is idle: there, absent does mean 0.
  return { ...state, use: useOf(0, 'kernel-percent', { ...counters, kernelRatio: 0 }, before) };
}

const RANK: Readonly<Record<BusyBasis, number>> = { 'kernel-percent': 4, ns: 3, cycles: 2, 'full-speed': 1, sample: 0, bound: 0 };

function rank(basis: BusyBasis | null): number {
  return basis === null ? 0 : RANK[basis];
}

/**
 * An engine that was there before. It stays with the best counter it ever had: two kinds of ratio in turn would look like
 * a change of load, when it is one line that was lost.
 */
function knownEngine(state: EngineState, raw: Timed, width: number): EngineState {
  const { use, baseline: before, trust, mark, offset, doubt } = state;
  const high = use.counters;
  const now = offset === null ? raw : { counters: moved(raw.counters, offset), atNs: raw.atNs };
  const basis = basisOf(now.counters);
  if (offset !== null && isUndone(raw.counters, high, offset, basis))
    return knownEngine({ ...state, offset: null, doubt: null }, raw, width);
  const change = rank(basis) - rank(basisOf(before.counters));
  if (change > 0) return firstSight(raw, highWater(high, now.counters), before);
  if (change < 0 || basis === null) {
    const counters = highWater(high, now.counters);
    const reason = change < 0 ? 'missing' : whyNone(now.counters);
    return { ...state, use: useOf(reason, null, counters, before) };
  }
  const heldNs = doubt === null ? 0 : timeBetween(doubt.sinceNs, now.atNs);
  const verdict = weigh(trust, mark, before, now, basis, width, heldNs);
  if (verdict === 'credible') return credible(state, now, basis);
  if (verdict === 'first was wrong') return restarted(now, before);
  return doubtful(state, now, basis, width, verdict);
}

/** A counter that went back adds nothing, and stays at its high-water mark until it has passed it. */
function credible(state: EngineState, now: Timed, basis: BusyBasis): EngineState {
  const { baseline: before, mark, offset } = state;
  const counters = highWater(state.use.counters, now.counters);
  const reached = counters === now.counters ? now : { counters, atNs: now.atNs };
  const busy = busyBetween(before, reached, basis);
  const use = useOf(busy, basis, counters, before);
  if (busy === 'stalled') return { ...state, use, doubt: null };
  const isReached = counters.busyNs === now.counters.busyNs && counters.cycles === now.counters.cycles;
  const trust = trustAfter(state.trust, mark, before, reached, basis, isReached);
  return { use, baseline: reached, trust, mark: isReached ? reached : mark, offset, doubt: null };
}

/** The first readings were far above this one: what they said is forgotten. */
function restarted(now: Timed, before: Timed): EngineState {
  return stateOf(useOf('reset', null, now.counters, before), now, firstTrust(now));
}

/** A reading that cannot be, after what was believed before. */
function doubtful(state: EngineState, now: Timed, basis: BusyBasis, width: number, verdict: Verdict): EngineState {
  const { use, baseline: before, trust, doubt } = state;
  const goesOn = doubt !== null && follows(doubt, now, trust, basis, width);
  if (goesOn) {
    // The clock of a GPU that was reset does not come back, nor does anything bear out a single first reading.
    const isJump = doubt.verdict !== 'more than can be' || trust.isFirst || timeBetween(doubt.sinceNs, now.atNs) >= LIE_NS;
    if (isJump) return followed(state, doubt.last, now, basis);
  }
  const next: Doubt = goesOn ? { ...doubt, last: now } : { last: now, sinceNs: now.atNs, verdict };
  const reason = verdict === 'clock back' ? 'reset' : 'impossible';
  return { ...state, use: useOf(reason, null, use.counters, before), doubt: next };
}

function follows({ last }: Doubt, now: Timed, trust: Trust, basis: BusyBasis, width: number): boolean {
  const { busyNs, cycles } = highWater(last.counters, now.counters);
  if (busyNs !== now.counters.busyNs || cycles !== now.counters.cycles) return false;
  return weigh(trust, last, last, now, basis, width, 0) === 'credible';
}

/** Goes on from a jump: what is shown stays where it was, and only what came after the jump is added. */
function followed({ use, trust, offset }: EngineState, from: Timed, now: Timed, basis: BusyBasis): EngineState {
  const high = use.counters;
  const jump = {
    busyNs: (from.counters.busyNs ?? 0n) - (high.busyNs ?? from.counters.busyNs ?? 0n),
    cycles: (from.counters.cycles ?? 0n) - (high.cycles ?? from.counters.cycles ?? 0n),
  };
  const total = { busyNs: (offset?.busyNs ?? 0n) + jump.busyNs, cycles: (offset?.cycles ?? 0n) + jump.cycles };
  const start = { counters: moved(from.counters, jump), atNs: from.atNs };
  const here = { counters: moved(now.counters, jump), atNs: now.atNs };
  const busy = busyBetween(start, here, basis);
  const next = trustAfter(trust, start, start, here, basis, true);
  return {
    use: useOf(busy, basis, here.counters, start),
    baseline: here,
    trust: next,
    mark: here,
    offset: total,
    doubt: null,
  };
}

/** Whether a jump that was followed has been taken back: the reading is nearer to the mark as it stands than with the jump taken off. */
function isUndone(raw: Counters, high: Counters, offset: Pick<Counters, 'busyNs' | 'cycles'>, basis: BusyBasis | null): boolean {
  const key = basis === 'ns' ? 'busyNs' : 'cycles';
  const [now, mark, jump] = [raw[key], high[key], offset[key]];
  return now !== null && mark !== null && jump !== null && distance(now, mark) < distance(now - jump, mark);
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

/** Counters without what jumps put on them. Below it: there is no less than nothing. */
function moved(counters: Counters, { busyNs, cycles }: Pick<Counters, 'busyNs' | 'cycles'>): Counters {
  return { ...counters, busyNs: less(counters.busyNs, busyNs), cycles: less(counters.cycles, cycles) };
}

function less(counter: bigint | null, offset: bigint | null): bigint | null {
  if (counter === null || offset === null) return counter;
  return counter > offset ? counter - offset : 0n;
}
