/** A region that never was anything but 0 takes no room, and its past is as if it did. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ring } from '../../src/history/ring.js';
import { SeriesGroup } from '../../src/history/series-group.js';
import { ByName } from '../../src/measures/by-name.js';

const ROWS = 7;
const NAMES = ['vram', 'gtt', 'gds', 'oa'];
const make = (length: number): Float64Array => new Float64Array(length);

const value = fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.constantFrom(null, 5, 70));
const row = fc.oneof(
  { weight: 9, arbitrary: fc.record(Object.fromEntries(NAMES.map((name) => [name, value]))) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...NAMES, 'cpu'), value) },
  { weight: 1, arbitrary: fc.constant(null) },
);

it('tells of what is 0 the same with and without a column', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), fc.integer({ min: 2, max: 5 }), (rows, most) => {
      const ring = new Ring(ROWS);
      const sparing = new SeriesGroup(ring, make, true);
      const plain = new SeriesGroup(ring, make, false);
      const names = new Map<string, readonly string[]>();
      for (const [at, values] of rows.entries()) {
        const things = ByName.of(Object.entries(values ?? {}));
        // As a rule the names are the very list of another row.
        const key = things.names.join();
        if (at % 3 > 0) names.set(key, names.get(key) ?? things.names);
        const place = ring.add(at * 1000, 1000, 1000);
        for (const group of [sparing, plain]) {
          if (values === null) group.clear(place);
          else group.put(place, new ByName(names.get(key) ?? things.names, things.list), (each) => each, most);
        }
        expect(sparing.names).toEqual(plain.names);
        for (const name of plain.names)
          expect([...(sparing.series(name)?.resampled(8, 8) ?? [])], name).toEqual([
            ...(plain.series(name)?.resampled(8, 8) ?? []),
          ]);
      }
    }),
    { numRuns: 1000 },
  );
});

it('takes no room for what is always 0', () => {
  const ring = new Ring(ROWS);
  const group = new SeriesGroup(ring, make, true);
  for (let at = 0; at < 10; at += 1) {
    group.put(
      ring.add(at, 1, 1),
      ByName.of([
        ['vram', at],
        ['gds', 0],
      ]),
      (each) => each,
      9,
    );
  }
  expect(group.names).toEqual(['vram', 'gds']);
  expect(group.columns).toBe(1);
});
