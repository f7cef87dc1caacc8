/** All engines at once must be what one gets by taking one after the other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Track } from '../../src/history/track.js';
import { ByName } from '../../src/measures/by-name.js';

const ratio = fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: null });
const row = fc.record({
  ms: fc.integer({ min: 1, max: 9000 }),
  engines: fc.dictionary(fc.constantFrom('gfx', 'dec', 'enc'), ratio),
  isGap: fc.boolean(),
});

test('the busiest engine part by part is the highest of the engines, gaps and late engines included', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 80 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 12 }),
      (rows, seconds, points) => {
        const track = new Track(40);
        let endMs = 0;
        for (const { ms, engines, isGap } of rows) {
          endMs += ms;
          if (isGap) track.addGap({ endMs, measuredMs: ms, drawnMs: ms });
          else
            track.add(
              endMs,
              ms,
              ms,
              ByName.of(Object.entries(engines)),
              (value) => value,
              ByName.of<number>([]),
              () => null,
            );
        }
        const each = track.engines.map((name) => track.engine(name)?.resampled(seconds, points) ?? new Float64Array(0));
        const expected = Array.from({ length: points }, (_, part) => {
          const known = each.map((values) => values[part] ?? NaN).filter((value) => !Number.isNaN(value));
          return known.length === 0 ? NaN : Math.max(...known);
        });
        expect([...track.busiestResampled(seconds, points)]).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});
