/**
 * One engine group of one client from reading to reading: which baseline a ratio starts from.
 *
 * Every engine has its own baseline with its own time. An engine that is missing in one read (xe leaves its counters
 * out when it cannot wake the GPU) keeps the baseline, and the next ratio is the average over both intervals.
 */
import { basisOf, busyBetween, highWater, none, type Busy, type Counters, type Timed } from './busy.js';
import type { BusyBasis, EngineUse, NoBusyReason } from './snapshot.js';
import type { EngineState } from './state.js';

/** The client's reading before this one, as far as an engine that was not in it needs to know. */
export interface EarlierReading {
  readonly atNs: bigint;
  /** Some of its lines could not be used, or may be missing. */
  readonly damaged: boolean;
  /** The GPU clock that all its engines showed; null where there was none, or several. */
  readonly totalCycles: bigint | null;
}

export interface EngineStep {
  readonly use: EngineUse;
  readonly state: EngineState;
}

/** One engine's next step. At least one of `state` and `counters` must be there. */
export function engineStep(
  state: EngineState | undefined,
  counters: Counters | undefined,
  atNs: bigint,
  earlier: EarlierReading | null,
): EngineStep {
  if (counters === undefined) {
    if (state === undefined) throw new RangeError('an engine needs a state or a reading');
    return missingEngine(state);
  }
  const now: Timed = { counters, atNs };
  if (state !== undefined) return knownEngine(state, now);
  return (earlier && newEngine(now, earlier)) ?? firstSight(now, counters, null);
}

/** A whole literal and no spread: this runs for every engine of every client in every tick. */
export function useOf({ ratio, basis, reason }: Busy, counters: Counters, before: Timed | null): EngineUse {
  return { ratio, basis, reason, counters, before };
}

/** A new baseline. `counters` are those to show: high-water marks of earlier ones may be above the reading's. */
function firstSight(now: Timed, counters: Counters, before: Timed | null): EngineStep {
  const basis = basisOf(now.counters);
  // The percentage of old amdgpu is a rate already.
  const busy: Busy = basis === 'kernel-percent' ? busyBetween(now, now, basis) : none(whyNone(now.counters));
  return { use: useOf(busy, counters, before), state: { high: counters, baseline: { counters, atNs: now.atNs } } };
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
function newEngine(now: Timed, earlier: EarlierReading): EngineStep | null {
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
  if (busy.ratio === null || busy.ratio > mostPlausible(before, now)) return null;
  return { use: useOf(busy, counters, before), state: { high: counters, baseline: now } };
}

/** Fully busy all the time, with room for a driver's coarse clock: a quarter, and 50 ms. */
function mostPlausible(before: Timed, now: Timed): number {
  return 1.25 + 50e6 / Number(now.atNs - before.atNs);
}

/** An engine that this reading does not have, though an earlier one did. */
function missingEngine(state: EngineState): EngineStep {
  const { high, baseline: before } = state;
  if (high.kernelRatio === null) return { use: useOf(none('missing'), high, before), state };
  // amdgpu before 5.19 leaves out what is idle: there, absent does mean 0.
  const counters = { ...high, kernelRatio: 0 };
  const use: EngineUse = { ratio: 0, basis: 'kernel-percent', reason: null, counters, before };
  return { use, state: { high: counters, baseline: before } };
}

const RANK: Readonly<Record<BusyBasis, number>> = { 'kernel-percent': 4, ns: 3, cycles: 2, 'full-speed': 1 };

function rank(basis: BusyBasis | null): number {
  return basis === null ? 0 : RANK[basis];
}

/**
 * An engine that was there before. It stays with the best counter it ever had: two kinds of ratio in turn would look like
 * a change of load, when it is one line that was lost.
 */
function knownEngine(state: EngineState, now: Timed): EngineStep {
  const { baseline: before } = state;
  const counters = highWater(state.high, now.counters);
  const basis = basisOf(now.counters);
  const change = rank(basis) - rank(basisOf(before.counters));
  if (change > 0) return firstSight(now, counters, before);
  if (change < 0 || basis === null) {
    const reason = change < 0 ? 'missing' : whyNone(now.counters);
    return { use: useOf(none(reason), counters, before), state: { high: counters, baseline: before } };
  }
  const reached = counters === now.counters ? now : { counters, atNs: now.atNs };
  const busy = busyBetween(before, reached, basis);
  if (busy.reason === 'stalled') return { use: useOf(busy, counters, before), state: { high: counters, baseline: before } };
  // After a reset the GPU counts anew, and what it counted before is no measure any more.
  const isReset = busy.reason === 'reset' && basis === 'cycles';
  const high = isReset ? { ...counters, cycles: now.counters.cycles } : counters;
  const baseline = isReset ? { counters: high, atNs: now.atNs } : reached;
  return { use: useOf(busy, high, before), state: { high, baseline } };
}
