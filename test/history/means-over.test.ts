/** Means of a ring must be the means that one gets by adding up a list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Grid } from '../../src/history/grid.js';
import { MeansOver } from '../../src/history/means-over.js';
import { Ring } from '../../src/history/ring.js';

const ROWS = 12;
const SECONDS = 5;

/** Null: not known. */
const value = fc.option(fc.constantFrom(0, 0, 0.1, 0.5, 1.3), { nil: null });
const row = fc.record({
  ms: fc.integer({ min: 1, max: 4000 }),
  values: fc.tuple(value, value),
  asked: fc.boolean(),
});

interface Added {
  readonly endMs: number;
  readonly ms: number;
  readonly values: readonly (number | null)[];
}

/** The mean by adding up; null: nothing was known. */
function added(rows: readonly Added[], column: number): number | null {
  let [sum, weight] = [0, 0];
  const now = rows.at(-1)?.endMs ?? 0;
  for (const { endMs, ms, values } of rows.slice(-ROWS)) {
    const inWindow = Math.min(ms, endMs - (now - SECONDS * 1000));
    const known = values[column] ?? null;
    if (inWindow <= 0 || known === null) continue;
    sum += known * inWindow;
    weight += inWindow;
  }
  return weight > 0 ? sum / weight : null;
}

test('equal the sum over the ring, however seldom they are asked, and for a column that comes late', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.nat(60), (given, second) => {
      const ring = new Ring(ROWS);
      const grid = new Grid(ROWS, (length) => new Float64Array(length));
      grid.widen(1);
      const means = new MeansOver(ring, grid, SECONDS);
      expect(means.now()).toEqual([]);
      const rows: Added[] = [];
      for (const [i, { ms, values, asked }] of given.entries()) {
        if (i === second) grid.widen(2);
        const endMs = (rows.at(-1)?.endMs ?? 0) + ms;
        const place = ring.add(endMs, ms, ms);
        rows.push({ endMs, ms, values: values.slice(0, grid.width) });
        grid.clear(place);
        for (const [column, value] of values.slice(0, grid.width).entries()) grid.set(place, column, value ?? NaN);
        if (!asked) continue;
        const found = means.now();
        expect(found).toHaveLength(grid.width);
        for (const [column, mean] of found.entries()) {
          const whole = added(rows, column);
          if (whole === null) expect(mean).toBeNaN();
          // Exactly: what were left over would keep a client from ever being idle.
          else if (whole === 0) expect(mean).toBe(0);
          else expect(mean).toBeCloseTo(whole, 9);
        }
        expect(means.now()).toBe(found);
      }
    }),
    { numRuns: 500 },
  );
});
