/**
 * How much of the rotation each tick does: so much CPU per second, or so that everybody had a turn within a fixed time.
 *
 * Both say what follows for the user: the longest time until a client is seen that was opened, at an unchanged number of
 * fds, just after its process was listed.
 */
import type { ProcessRecord } from './process-record.js';
import type { Rotation } from './rotation.js';

export interface RelistPlan {
  /** A new tick, `intervalNs` after the last; null for the first. */
  begin(intervalNs: number | null, rotation: Rotation): void;
  /** Whether to list this one, the longest-waiting, now. */
  wants(record: ProcessRecord, nowNs: bigint): boolean;
  /** It was listed, and took so long. */
  spent(costNs: number): void;
  /** The delay in ns, or null while it cannot be told. */
  worstDelayNs(rotation: Rotation): number | null;
}

/** A pause of gpu-top must not end in one long tick: at most this much of unused time is saved up. */
const MAX_SAVED_S = 2;

/** At most `budgetNsPerSecond` of listing per second of interval; a listing that overdraws is paid back by later ticks. */
export function budgetPlan(budgetNsPerSecond: number): RelistPlan {
  let allowanceNs = 0;
  let lastIntervalNs: number | null = null;
  return {
    begin(intervalNs) {
      lastIntervalNs = intervalNs;
      const earned = ((intervalNs ?? 0) / 1e9) * budgetNsPerSecond;
      allowanceNs = Math.min(allowanceNs + earned, MAX_SAVED_S * budgetNsPerSecond);
    },
    wants: () => allowanceNs > 0,
    spent(costNs) {
      allowanceNs -= costNs;
    },
    worstDelayNs(rotation) {
      if (lastIntervalNs === null || budgetNsPerSecond === 0) return null;
      return (rotation.totalCostNs / budgetNsPerSecond) * 1e9 + lastIntervalNs;
    },
  };
}

/** Every process at least once within `withinNs`, whatever it costs, spread evenly over the ticks. */
export function deadlinePlan(withinNs: number): RelistPlan {
  let quota = 0;
  let lastIntervalNs: number | null = null;
  return {
    begin(intervalNs, rotation) {
      lastIntervalNs = intervalNs;
      quota = intervalNs === null ? 0 : Math.ceil((rotation.size * intervalNs) / withinNs);
    },
    wants(record, nowNs) {
      // Due when the next tick would come too late for it; a quarter of a tick more, because ticks are never exact.
      const due = Number(nowNs - record.listedNs) + 1.25 * (lastIntervalNs ?? 0) > withinNs;
      return due || quota > 0;
    },
    spent() {
      quota--;
    },
    worstDelayNs: () => (lastIntervalNs === null ? null : Math.max(withinNs, lastIntervalNs)),
  };
}
