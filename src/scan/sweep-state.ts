/** What one sweep gathers while it walks; thrown away when the sweep is handed out. */
import { CoverageTally } from './coverage.js';
import type { Pace } from './pace.js';

export class SweepState {
  /** Number of this sweep, from 1. */
  readonly number: number;
  readonly startNs: bigint;
  readonly pace: Pace;
  readonly coverage = new CoverageTally();
  processesListed = 0;
  fdsChecked = 0;

  constructor(number: number, startNs: bigint, pace: Pace) {
    this.number = number;
    this.startNs = startNs;
    this.pace = pace;
  }
}
