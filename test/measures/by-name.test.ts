import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByName, placeOf } from '../../src/measures/by-name.js';

const pairs = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 4 }), fc.integer()), { selector: ([name]) => name, maxLength: 60 });

describe('values by name', () => {
  it('answers whatever a map of the same pairs answers', () => {
    fc.assert(
      fc.property(pairs, fc.string({ maxLength: 4 }), (all, other) => {
        const map = new Map(all);
        const own = ByName.of(map);
        expect([...own]).toEqual([...map]);
        expect([...own.entries()]).toEqual([...map.entries()]);
        expect([...own.keys()]).toEqual([...map.keys()]);
        expect([...own.values()]).toEqual([...map.values()]);
        expect(own.size).toBe(map.size);
        for (const name of [...map.keys(), other]) {
          expect(own.get(name)).toBe(map.get(name));
          expect(own.has(name)).toBe(map.has(name));
          expect(own.names[placeOf(own.names, name)]).toBe(map.has(name) ? name : undefined);
        }
        const visited: [string, number][] = [];
        own.forEach((value, name, whole) => {
          expect(whole).toBe(own);
          visited.push([name, value]);
        });
        expect(visited).toEqual(all);
      }),
    );
  });
});
