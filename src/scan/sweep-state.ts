/** What one sweep gathers while it walks; thrown away when the sweep is handed out. */
import type { Clock } from './clock.js';
import { CoverageTally } from './coverage.js';
import { Pace } from './pace.js';

export class SweepState {
  /** Number of this sweep, from 1. */
  readonly number: number;
  readonly startNs: bigint;
  readonly cpuStartNs: number;
  readonly pace: Pace;
  readonly coverage = new CoverageTally();
  /** Processes looked at in any way, and those whose fds were listed. */
  processesMet = 0;
  processesListed = 0;
  fdsChecked = 0;

  constructor(number: number, clock: Clock) {
    this.number = number;
    this.startNs = clock.nowNs();
    this.cpuStartNs = clock.cpuNs();
    this.pace = new Pace(clock);
  }
}
