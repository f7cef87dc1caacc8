import { expect, test } from 'vitest';
import { ByName } from '../../src/measures/by-name.js';
import { Gathered } from '../../src/measures/gathered.js';

test('one thing for each name, whatever lists it stands in, in the order in which they came', () => {
  const sums = new Gathered((name) => ({ name, sum: 0 }));
  const [ab, ba] = [ByName.of([['a', 1] as const, ['b', 2] as const]), ByName.of([['b', 10] as const, ['c', 20] as const])];
  sums.one('z').sum = 7;
  for (const values of [ab, ba, ab, ab, ba]) {
    const own = sums.of(values.names);
    expect(own.map(({ name }) => name)).toEqual(values.names);
    own.forEach((each, place) => (each.sum += values.list[place] ?? 0));
  }
  expect(sums.all.map(({ name, sum }) => [name, sum])).toEqual([
    ['z', 7],
    ['a', 3],
    ['b', 26],
    ['c', 40],
  ]);
});
