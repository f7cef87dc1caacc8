/** Re-listing every process within a fixed time: the delay is fixed, the cost follows. */
import type { RescanPlan } from './rescan-plan.js';

/** Every process at least once within `withinNs`, spread evenly over the ticks. */
export function deadlinePlan(withinNs: number): RescanPlan {
  let quota = 0;
  let intervalNs: number | null = null;
  return {
    begin(sinceLastNs, _, queue) {
      intervalNs = sinceLastNs;
      quota = sinceLastNs === null ? 0 : Math.ceil((queue.size * sinceLastNs) / withinNs);
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
