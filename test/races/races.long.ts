/** `npm run races`: for GPU_TOP_RACES_SECONDS (default 180). */
import { describe, expect, test } from 'vitest';
import { whyNoHerd } from './herd.js';
import { print } from '../support/print.js';
import { quarterMedians } from '../support/quarters.js';
import { raceTable } from './print-race.js';
import { race } from './race.js';

const SECONDS = Number(process.env.GPU_TOP_RACES_SECONDS ?? 180);
const PROCESSES = 1000;
const STILL = 20;
/** The ledger remembers a client that is gone for a minute; before that the memory of a herd can only grow. */
const SETTLE_SECONDS = 75;
const why = whyNoHerd();

describe.skipIf(why !== null)(`${PROCESSES} processes at any time, ${SECONDS} s${why ? ` (skipped: ${why})` : ''}`, () => {
  test('every tick is right, and nothing grows', async () => {
    const raced = await race({
      seconds: SECONDS,
      processes: PROCESSES,
      still: STILL,
      settleSeconds: Math.min(SETTLE_SECONDS, SECONDS / 2),
    });
    print(raceTable(raced));
    expect(raced.problems).toEqual([]);
    const fds = raced.footprints.map((each) => each.fds);
    expect(Math.max(...fds) - Math.min(...fds), 'fds').toBeLessThanOrEqual(1);
    if (SECONDS < 2 * SETTLE_SECONDS) return;
    const [heapAtFirst, heapAtLast] = quarterMedians(raced.heapBytes);
    expect(heapAtLast / heapAtFirst, 'heap').toBeLessThan(1.1);
    const [residentAtFirst, residentAtLast] = quarterMedians(raced.footprints.map((each) => each.residentBytes));
    expect(residentAtLast / residentAtFirst, 'RSS').toBeLessThan(1.3);
  });
});
