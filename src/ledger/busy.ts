/**
 * The arithmetic of one busy ratio: two readings of one engine's counters in, a ratio or the reason for none out.
 *
 * Differences are taken of exact 64-bit counters. Only the quotient is a double: its relative error is below 1e-15,
 * far below anything that is shown.
 */
import { countBetween, timeBetween } from './big-numbers.js';
import type { Counters, Timed } from './credible.js';
import type { BusyBasis, EngineUse, NoBusyReason } from './snapshot.js';

/** Which counters a ratio can be made of; null: none of them. Both ns and cycles: ns. */
export function basisOf({ kernelRatio, busyNs, cycles, totalCycles, maxFrequencyHz }: Counters): BusyBasis | null {
  if (kernelRatio !== null) return 'kernel-percent';
  if (busyNs !== null) return 'ns';
  if (cycles === null) return null;
  if (totalCycles !== null) return 'cycles';
  return maxFrequencyHz !== null && maxFrequencyHz > 0 ? 'full-speed' : null;
}

/** A counter that went back adds nothing until it has passed the place where it had been. */
function risen(before: bigint | null, now: bigint | null): number {
  return before === null || now === null || now <= before ? 0 : countBetween(before, now);
}

/** What is divided by, where the clock that matters has moved on. */
function since(before: bigint, now: bigint, between: typeof timeBetween): number | NoBusyReason {
  return now > before ? between(before, now) : now === before ? 'stalled' : 'reset';
}

/**
 * Busy ratio of an engine group between two readings, both of the same basis, or why there is none. Raw: it may exceed 1, and is then the
 * caller's to count as clamped.
 *
 * @param basis of both readings; `ns`: busy ns / (ns between the reads x capacity). `cycles`: busy cycles / (GPU clock x
 * capacity), whatever the wall clock says. `full-speed`: busy cycles / (cycles at the highest frequency x capacity).
 */
export function busyBetween(before: Timed, now: Timed, basis: BusyBasis): number | NoBusyReason {
  const { capacity, kernelRatio, maxFrequencyHz } = now.counters;
  if (basis === 'kernel-percent') return kernelRatio ?? 'missing';
  const span =
    basis === 'cycles'
      ? since(before.counters.totalCycles ?? 0n, now.counters.totalCycles ?? 0n, countBetween)
      : since(before.atNs, now.atNs, timeBetween);
  if (typeof span === 'string') return span;
  const whole = span * capacity;
  if (basis === 'ns') return risen(before.counters.busyNs, now.counters.busyNs) / whole;
  const cycles = risen(before.counters.cycles, now.counters.cycles);
  return basis === 'cycles' ? cycles / whole : cycles / ((whole / 1e9) * (maxFrequencyHz ?? NaN));
}

/**
 * The higher value of each counter; what the newer reading does not say is taken from the older one. Nearly always that is the
 * newer reading as it is, and then no other object is made.
 */
export function highWater(before: Counters, now: Counters): Counters {
  const busyNs = higher(before.busyNs, now.busyNs);
  const cycles = higher(before.cycles, now.cycles);
  const totalCycles = now.totalCycles ?? before.totalCycles;
  // A group's size is a fact of the hardware: a smaller one means that its line was lost.
  const capacity = Math.max(before.capacity, now.capacity);
  const maxFrequencyHz = now.maxFrequencyHz ?? before.maxFrequencyHz;
  const isNow =
    busyNs === now.busyNs &&
    cycles === now.cycles &&
    totalCycles === now.totalCycles &&
    capacity === now.capacity &&
    maxFrequencyHz === now.maxFrequencyHz;
  const { currentFrequencyHz, kernelRatio } = now;
  return isNow ? now : { busyNs, cycles, totalCycles, capacity, maxFrequencyHz, currentFrequencyHz, kernelRatio };
}

function higher(before: bigint | null, now: bigint | null): bigint | null {
  return before === null ? now : now === null || now < before ? before : now;
}

/**
 * What a use says about busy time: the ratio where it is a share of time. Null: nothing is known. An instant says nothing about time, and an
 * upper bound only where it is 0; neither is added to anything, averaged, or called busy or idle.
 */
export function busyTime({ ratio, basis }: Pick<EngineUse, 'ratio' | 'basis'>): number | null {
  if (basis === 'sample' || (basis === 'bound' && ratio !== 0)) return null;
  return ratio;
}
