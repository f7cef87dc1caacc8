import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSweep } from '../../src/recording/decode-sweep.js';
import { encodeSweep } from '../../src/recording/encode-sweep.js';
import { Damage } from '../../src/recording/shape.js';
import { NOTHING } from '../../src/recording/sweep-line.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { anySweep } from '../support/any-sweep.js';
import { madeSweep, takeSweeps } from '../support/made-sweeps.js';

function encodeAll(sweeps: readonly Sweep[]): string[] {
  let plain = NOTHING;
  return sweeps.map((sweep) => {
    const encoded = encodeSweep(plain, sweep);
    plain = encoded.plain;
    return encoded.line;
  });
}

function decodeAll(lines: readonly string[]): Sweep[] {
  let plain = NOTHING;
  return lines.map((line) => {
    const decoded = decodeSweep(plain, line);
    plain = decoded.plain;
    return decoded.sweep;
  });
}

describe('the lines of a recording', () => {
  it('give back exactly the sweeps they were made of, bigints, nulls and order included', () => {
    fc.assert(
      fc.property(fc.array(anySweep, { minLength: 1, maxLength: 5 }), (sweeps) => {
        const replayed = decodeAll(encodeAll(sweeps));
        expect(replayed).toStrictEqual(sweeps);
        expect(replayed.map(({ processes }) => [...processes.keys()])).toEqual(
          sweeps.map(({ processes }) => [...processes.keys()]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('hold an unchanged sweep in little more than the times of its readings', () => {
    const sweep = madeSweep({ clients: 100 });
    const [whole = '', again = ''] = encodeAll([sweep, sweep]);
    const times = JSON.stringify(
      sweep.readings.map(({ atNs }, index) => Number(atNs - (sweep.readings[index - 1] ?? sweep).atNs)),
    );
    expect(again.length - times.length).toBeLessThan(100);
    expect(whole.length).toBeGreaterThan(50 * again.length);
  });

  it('share the text of an unchanged reading between sweeps', () => {
    const sweep = madeSweep({ clients: 1 });
    const lines = encodeAll([sweep, sweep]);
    expect(lines[1]).not.toContain('drm-driver');
    expect(decodeAll(lines)[1]?.readings[0]?.text).toBe(sweep.readings[0]?.text);
  });

  it('read a line of an older recorder, which lacks a fact, as unknown', () => {
    const [line = ''] = encodeAll(takeSweeps(1, { clients: 1 }));
    const [sweep] = decodeAll([line.replace('"unit":"job-0.service",', '').replace('"hint":null', '"later":[1]')]);
    expect(sweep?.processes.get(4000)?.unit).toBeNull();
    expect(sweep?.devices[0]?.hint).toBeNull();
  });

  it('refuse anything that no recorder writes, with Damage and nothing else', () => {
    const [line = ''] = encodeAll(takeSweeps(1, { clients: 2 }));
    const json = JSON.parse(line) as Record<string, unknown>;
    const keys = Object.keys(json);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        try {
          decodeSweep(NOTHING, JSON.stringify({ ...json, [key]: value }));
        } catch (error) {
          expect(error).toBeInstanceOf(Damage);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['no JSON', '{'],
    ['no record', '7'],
    ['a list that doubles itself without end', JSON.stringify({ at: 0, wallMs: 0, readings: { order: [-1, 300_000] } })],
    ['a run beyond the list before', JSON.stringify({ at: 0, wallMs: 0, processes: { order: [0, 1] } })],
    ['an index that is a property name', JSON.stringify({ at: 0, wallMs: 0, processes: { changed: ['__proto__', {}] } })],
    ['a number that no double holds', '{"at":0,"wallMs":1e999}'],
    ['a time that no calendar has', '{"at":0,"wallMs":8640000000000001}'],
    ['a time that is less than none', JSON.stringify({ at: 0, wallMs: 0, cost: { durationNs: -1 } })],
    ['deep nesting', `{"at":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('refuse %s', (_, line) => {
    expect(() => decodeSweep(NOTHING, line)).toThrow(Damage);
  });
});
