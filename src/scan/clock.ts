/** The clocks of a sweep, as one replaceable record: a test can let an hour pass in a microsecond. */
import { hrtime, cpuUsage } from 'node:process';

export interface Clock {
  /** CLOCK_MONOTONIC, ns. */
  nowNs(): bigint;
  /** Milliseconds since the epoch. */
  wallMs(): number;
  /** User and system CPU time of this process, ns, to the microsecond. */
  cpuNs(): number;
}

export const systemClock: Clock = {
  nowNs: () => hrtime.bigint(),
  wallMs: () => Date.now(),
  cpuNs: () => {
    const { user, system } = cpuUsage();
    return (user + system) * 1000;
  },
};
