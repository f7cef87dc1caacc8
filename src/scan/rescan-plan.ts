/**
 * How much of the queue each tick does. A round is one turn for everybody.
 */
import type { ProcessRecord } from './process-record.js';
import type { RescanQueue } from './rescan.js';

export interface RescanPlan {
  /**
   * A new tick.
   *
   * @param intervalNs since the last one; null for the first.
   * @param steadyNs CPU time of what this tick does in any case.
   */
  begin(intervalNs: number | null, steadyNs: number, queue: RescanQueue): void;
  /** Whether to list this one, the longest-waiting, in the tick that began at `nowNs`. */
  wants(record: ProcessRecord, nowNs: bigint): boolean;
  /** One was listed, and should have taken so much CPU time. */
  spent(ns: number): void;
  /** So much more than expected all listings of the tick took. */
  correct(ns: number): void;
  /** How long a round is going to take, ns; null while it cannot be told. */
  roundNs(queue: RescanQueue): number | null;
}
