/** Re-listing within a CPU budget: the cost is fixed, the delay follows. */
import type { RescanPlan } from './rescan-plan.js';

/** A pause of gpu-top must not end in one long tick: no more than this many ticks' worth is saved up. */
const MAX_SAVED_TICKS = 4;

/** What a round will take is told by the pace of many ticks, not of the last one. */
const NEWEST = 0.2;

/**
 * @param nsPerSecond CPU ns of listing per second of interval. A listing that overdraws is paid back by later ticks.
 * @param shareOfSteady a further limit: so much of what the rest of the tick takes; Infinity: none. A machine that is
 *   watched by one stat per process should not spend a multiple of that on looking for what next to never happens.
 */
export function budgetPlan(nsPerSecond: number, shareOfSteady: number): RescanPlan {
  let allowanceNs = 0;
  let earnedPerNs: number | null = null;
  return {
    begin(sinceLastNs, steadyNs) {
      if (sinceLastNs === null) return;
      const earnedNs = Math.min((sinceLastNs / 1e9) * nsPerSecond, steadyNs * shareOfSteady);
      allowanceNs = Math.min(allowanceNs + earnedNs, MAX_SAVED_TICKS * earnedNs);
      const now = earnedNs / sinceLastNs;
      earnedPerNs = earnedPerNs === null ? now : (1 - NEWEST) * earnedPerNs + NEWEST * now;
    },
    wants: () => allowanceNs > 0,
    spent(ns) {
      allowanceNs -= ns;
    },
    correct(ns) {
      allowanceNs -= ns;
    },
    roundNs({ roundCostNs }) {
      return roundCostNs === null || earnedPerNs === null || earnedPerNs === 0 ? null : roundCostNs / earnedPerNs;
    },
  };
}
