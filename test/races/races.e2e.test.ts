/** The short form of `npm run races`. */
import { describe, expect, test } from 'vitest';
import { type HerdCounts, whyNoHerd } from './herd.js';
import { race, type Watched } from './race.js';

const why = whyNoHerd();
const STILL = 12;

function rarest({ reused, execs, passes, dups, closes }: HerdCounts): number {
  return Math.min(reused, execs, passes, dups, closes);
}

function rarestOf({ ticks, quietTicks }: Watched): number {
  return Math.min(ticks, quietTicks);
}

/** Not asked of the full walk, which is the last: of its few looks none may fall into the time when all are there. */
function fewest(watched: readonly Watched[]): number {
  return Math.min(...watched.slice(0, 2).map(({ mostClients }) => mostClients));
}

describe.skipIf(why !== null)(
  `while processes fork, exec, pass fds, die and take old pids${why ? ` (skipped: ${why})` : ''}`,
  () => {
    test('every tick is right, and the program ends clean', async () => {
      const { problems, counts, watched, footprints, quietFootprints } = await race({
        ...{ seconds: 5, mostSeconds: 40, processes: 600, still: STILL, settleSeconds: 0 },
        isEnough: (herd, looks) => rarest(herd) > 0 && looks.every((look) => rarestOf(look) > 0) && fewest(looks) > STILL,
      });
      expect(problems).toEqual([]);
      expect(rarest(counts)).toBeGreaterThan(0);
      for (const look of watched) expect(rarestOf(look), look.name).toBeGreaterThan(0);
      expect(fewest(watched)).toBeGreaterThan(STILL);
      const fds = footprints.map((each) => each.fds);
      expect(Math.max(...fds) - Math.min(...fds)).toBeLessThanOrEqual(1);
      // Two of each client that stands still, fdinfo and stat, and some of sysfs: nothing of those that are gone.
      const kept = quietFootprints.map((each) => each.keptFds);
      expect(Math.min(...kept)).toBeGreaterThan(STILL);
      expect(Math.max(...kept)).toBeLessThanOrEqual(2 * STILL + 16);
    }, 90_000);
  },
);
