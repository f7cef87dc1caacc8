/** Means that move on must be the means that one gets by adding up everything. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MovingMeans } from '../../src/ledger/moving-means.js';
import { Ring } from '../../src/ledger/ring.js';

const ROWS = 12;
const SECONDS = 5;

/** Null: not known. */
const value = fc.option(fc.constantFrom(0, 0, 0.1, 0.5, 1.3), { nil: null });
const row = fc.record({
  ms: fc.integer({ min: 1, max: 4000 }),
  values: fc.tuple(value, value),
  asked: fc.boolean(),
});

/** The mean by adding up; null: nothing was known. */
function added(ring: Ring, column: Float64Array, now: number): number | null {
  let [sum, weight] = [0, 0];
  for (let row = Math.max(0, ring.added - ROWS); row < ring.added; row += 1) {
    const at = row % ROWS;
    const inWindow = Math.min(ring.measured[at] ?? 0, (ring.ends[at] ?? 0) - (now - SECONDS * 1000));
    const known = column[at] ?? NaN;
    if (inWindow <= 0 || Number.isNaN(known)) continue;
    sum += known * inWindow;
    weight += inWindow;
  }
  return weight > 0 ? sum / weight : null;
}

test('equal the sum over the ring, however seldom they are asked, and for a column that comes late', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.nat(60), (given, second) => {
      const ring = new Ring(ROWS);
      const columns = [new Float64Array(ROWS)];
      const means = new MovingMeans(ring, columns, SECONDS);
      expect(means.now()).toEqual([]);
      let now = 0;
      for (const [i, { ms, values, asked }] of given.entries()) {
        now += ms;
        if (i === second) columns.push(new Float64Array(ROWS).fill(NaN));
        const at = ring.add({ endMs: now, measuredMs: ms, drawnMs: ms });
        for (const [c, column] of columns.entries()) column[at] = values[c] ?? NaN;
        if (!asked) continue;
        const found = means.now();
        expect(found).toHaveLength(columns.length);
        for (const [c, column] of columns.entries()) {
          const mean = added(ring, column, now);
          if (mean === null) expect(found[c]).toBeNaN();
          // What is left over from sums of doubles would keep a client from ever being idle.
          else if (mean === 0) expect(found[c]).toBe(0);
          else expect(found[c]).toBeCloseTo(mean, 9);
        }
        expect(means.now()).toBe(found);
      }
    }),
    { numRuns: 500 },
  );
});
