/** A mean that moves on must be the mean that one gets by adding up everything. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MovingMean } from '../../src/ledger/moving-mean.js';

const ROWS = 12;
const SECONDS = 5;

const row = fc.record({
  ms: fc.integer({ min: 1, max: 4000 }),
  /** Null: not known. */
  value: fc.option(fc.constantFrom(0, 0, 0.1, 0.5, 1.3), { nil: null }),
  asked: fc.boolean(),
});

test('equals the sum over the ring, however seldom it is asked', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (given) => {
      const ring = { rows: ROWS, ends: new Float64Array(ROWS), measured: new Float64Array(ROWS) };
      const column = new Float64Array(ROWS);
      const mean = new MovingMean(ring, column, SECONDS);
      expect(mean.at(0)).toBeNull();
      let now = 0;
      for (const [i, { ms, value, asked }] of given.entries()) {
        now += ms;
        ring.ends[i % ROWS] = now;
        ring.measured[i % ROWS] = ms;
        column[i % ROWS] = value ?? NaN;
        if (!asked) continue;
        let [sum, weight] = [0, 0];
        for (let at = Math.max(0, i + 1 - ROWS); at <= i; at += 1) {
          const inWindow = Math.min(ring.measured[at % ROWS] ?? 0, (ring.ends[at % ROWS] ?? 0) - (now - SECONDS * 1000));
          const known = column[at % ROWS] ?? NaN;
          if (inWindow <= 0 || Number.isNaN(known)) continue;
          sum += known * inWindow;
          weight += inWindow;
        }
        const found = mean.at(i + 1);
        if (weight === 0) expect(found).toBeNull();
        else expect(found).toBeCloseTo(sum / weight, 9);
        // What is left over from sums of doubles would keep a client from ever being idle.
        if (sum === 0 && weight > 0) expect(found).toBe(0);
      }
    }),
    { numRuns: 500 },
  );
});
