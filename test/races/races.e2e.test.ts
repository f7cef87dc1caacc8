/** The short form of `npm run races`. */
import { describe, expect, test } from 'vitest';
import { whyNoHerd } from './herd.js';
import { race } from './race.js';

const why = whyNoHerd();

describe.skipIf(why !== null)(
  `while processes fork, exec, pass fds, die and take old pids${why ? ` (skipped: ${why})` : ''}`,
  () => {
    test('every tick is right, and the program ends clean', async () => {
      const { problems, counts, watched, footprints } = await race({ seconds: 5, processes: 600, still: 12, settleSeconds: 0 });
      expect(problems).toEqual([]);
      expect(Math.min(counts.reused, counts.execs, counts.passes, counts.dups, counts.closes)).toBeGreaterThan(0);
      for (const { name, ticks, quietTicks } of watched) expect(Math.min(ticks, quietTicks), name).toBeGreaterThan(0);
      // Not asked of the full walk: of its few looks none may fall into the time when all are there.
      for (const { name, mostClients } of watched.slice(0, 2)) expect(mostClients, name).toBeGreaterThan(12);
      // One more may be open at any moment: the file that is being read.
      const fds = footprints.map((each) => each.fds);
      expect(Math.max(...fds) - Math.min(...fds)).toBeLessThanOrEqual(1);
    }, 60_000);
  },
);
