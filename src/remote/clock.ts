/**
 * The far machine's time, from what its shell can say of it: seconds since boot, to 10 ms (/proc/uptime), and the wall clock, to the
 * ns where `date` can (GNU).
 *
 * A busy ratio needs the time between two reads, and at one second 10 ms are a hundredth of it. So the wall clock gives the
 * time, held to the uptime: as long as the two run alike, time is uptime's offset plus the wall's fine digits; when the wall
 * clock is set, the offset is taken anew. The time when an answer arrives here says nothing: the network's delay is in it.
 *
 * On a machine with more work than CPUs, `date` and what reads the files may each start a tenth of a second late. The reader therefore
 * says the uptime again, and where that is clearly later than the time told before, it is the time. Measured: docs/remote.md.
 */

/** The wall clock counts as set when it has moved this much more than the uptime. Under load `date` alone starts 50 ms late. */
const STEP_NS = 100_000_000n;

/** What an uptime tells apart. */
const HUNDREDTH_NS = 10_000_000n;

export class RemoteClock {
  #offsetNs: bigint | null = null;
  #nowNs = 0n;

  /** The time of the newest line, ns since boot. */
  get nowNs(): bigint {
    return this.#nowNs;
  }

  /** Takes in a line `T UPTIME WALL`, and `U UPTIME` of a little later; what says nothing leaves the time where it is. */
  tell(line: string, late = ''): void {
    const bootNs = uptimeNs(line);
    if (bootNs === null) return;
    const lateNs = uptimeNs(late);
    const wall = / (\d{19})$/.exec(line)?.[1];
    if (wall === undefined) {
      this.#nowNs = lateNs ?? bootNs;
      return;
    }
    const wallNs = BigInt(wall);
    const ahead = this.#offsetNs === null ? STEP_NS : wallNs - this.#offsetNs - bootNs;
    // Behind the uptime it cannot be, unless it was set, or told late when the offset was taken.
    if (ahead >= STEP_NS || ahead <= -HUNDREDTH_NS) this.#offsetNs = wallNs - bootNs;
    const toldNs = wallNs - (this.#offsetNs ?? 0n);
    const isLate = lateNs !== null && lateNs - toldNs > 2n * HUNDREDTH_NS;
    this.#nowNs = isLate ? lateNs + HUNDREDTH_NS / 2n : toldNs;
  }
}

function uptimeNs(line: string): bigint | null {
  const [, seconds, hundredths = ''] = /^[TU] (\d{1,10})\.(\d\d)\b/.exec(line) ?? [];
  return seconds === undefined ? null : BigInt(seconds) * 1_000_000_000n + BigInt(hundredths) * HUNDREDTH_NS;
}

/** Time between the first and the last of some `T` lines, ns; 0 where they do not tell. */
export function spanNs(lines: readonly string[]): number {
  const clock = new RemoteClock();
  const times = lines.map((line) => {
    clock.tell(line);
    return clock.nowNs;
  });
  return Math.max(0, Number((times.at(-1) ?? 0n) - (times[0] ?? 0n)));
}
