/**
 * The far machine's time, from what its shell can say of it: seconds since boot, to 10 ms (/proc/uptime), and the wall clock, to the
 * ns where `date` can (GNU).
 *
 * A busy ratio needs the time between two reads, and at one second 10 ms are a hundredth of it. So the wall clock gives the
 * time, held to the uptime: as long as the two run alike, time is uptime's offset plus the wall's fine digits; when the wall
 * clock is set, the offset is taken anew. The time when an answer arrives here says nothing: the network's delay is in it.
 *
 * Measured against the kernel's own time beside each read, one tick a second over a loopback ssh (Linux 6.18): see docs/remote.md.
 */

/** The wall clock counts as set when it has moved this much more or less than the uptime. Under load `date` alone starts 50 ms late. */
const STEP_NS = 100_000_000n;

export class FarClock {
  #offsetNs: bigint | null = null;
  #nowNs = 0n;

  /** The time of the newest line, ns since boot. */
  get nowNs(): bigint {
    return this.#nowNs;
  }

  /** Takes in a line `T UPTIME WALL`; one that says nothing leaves the time where it is. */
  tell(line: string): void {
    const [, seconds, hundredths = ''] = /^T (\d+)\.(\d\d)\b/.exec(line) ?? [];
    if (seconds === undefined) return;
    const bootNs = BigInt(seconds) * 1_000_000_000n + BigInt(hundredths) * 10_000_000n;
    const wall = / (\d{19})$/.exec(line)?.[1];
    if (wall === undefined) {
      this.#nowNs = bootNs;
      return;
    }
    const wallNs = BigInt(wall);
    const ahead = this.#offsetNs === null ? STEP_NS : wallNs - this.#offsetNs - bootNs;
    if (ahead >= STEP_NS || ahead <= -STEP_NS) this.#offsetNs = wallNs - bootNs;
    this.#nowNs = wallNs - (this.#offsetNs ?? 0n);
  }
}

/** Time between the first and the last of some `T` lines, ns; 0 where they do not tell. */
export function spanNs(lines: readonly string[]): number {
  const clock = new FarClock();
  const times = lines.map((line) => {
    clock.tell(line);
    return clock.nowNs;
  });
  return Math.max(0, Number((times.at(-1) ?? 0n) - (times[0] ?? 0n)));
}
