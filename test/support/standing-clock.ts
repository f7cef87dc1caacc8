import type { Clock } from '../../src/scan/clock.js';

/** A clock that stands still unless told: a sweep then takes no time at all, and a measured ratio is exact. */
export class StandingClock implements Clock {
  ns = 5_000_000_000n;
  readonly nowNs = () => this.ns;
  readonly wallMs = () => 1_700_000_000_000 + Number(this.ns / 1_000_000n);
  readonly cpuNs = () => 0;

  advance(seconds: number): void {
    this.ns += BigInt(Math.round(seconds * 1e9));
  }
}
