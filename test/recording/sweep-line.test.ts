import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSweep } from '../../src/recording/decode-sweep.js';
import { encodeSweep } from '../../src/recording/encode-sweep.js';
import { LIMITS } from '../../src/recording/format.js';
import { Damage } from '../../src/recording/shape.js';
import { NOTHING } from '../../src/recording/sweep-line.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { anyFleetSweep, anySweep } from '../support/any-sweep.js';
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

const manyKeys = Array.from({ length: 100_000 }, (_, at) => `"a key \\"${at}":1`).join();
const fieldsWithoutEnd = Array.from({ length: LIMITS.recordFields + 1 }, (_, at) => `"k${at}":0`).join();

function twice(list: string, changes: string): string {
  return JSON.stringify({ at: 0, wallMs: 0, [list]: { order: [-1, 1], added: [{}], [changes]: [0, { pid: 1 }, 0, { pid: 2 }] } });
}

describe('the lines of a recording', () => {
  it('give back exactly the sweeps they were made of, bigints, nulls and order included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 12, arbitrary: anySweep }, { weight: 1, arbitrary: anyFleetSweep }), {
          minLength: 1,
          maxLength: 5,
        }),
        (sweeps) => {
          const replayed = decodeAll(encodeAll(sweeps));
          expect(replayed).toStrictEqual(sweeps);
          expect(replayed.map(({ processes }) => [...processes.keys()])).toEqual(
            sweeps.map(({ processes }) => [...processes.keys()]),
          );
        },
      ),
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

  it('refuse two machines of one name, and one within another', () => {
    const own = takeSweeps(1, { clients: 1 })[0];
    if (own === undefined) throw new Error('no sweep');
    const host = { host: 'box', sweep: own, trouble: null };
    const fleet = (hosts: NonNullable<Sweep['hosts']>): Sweep => ({
      ...own,
      readings: [],
      devices: [],
      processes: new Map(),
      hosts,
    });
    expect(decodeAll(encodeAll([fleet([host])]))[0]?.hosts).toHaveLength(1);
    for (const hosts of [[host, host], [{ ...host, sweep: fleet([host]) }]])
      expect(() => decodeAll(encodeAll([fleet(hosts)]))).toThrow(Damage);
  });

  it('hold unchanged machines of a fleet in as little', () => {
    const own = madeSweep({ clients: 100 });
    const hosts = ['a', 'b'].map((host) => ({ host, sweep: own, trouble: null }));
    const fleet: Sweep = { ...own, readings: [], devices: [], processes: new Map(), kernelClients: [], hosts };
    const [whole = '', again = ''] = encodeAll([fleet, fleet]);
    expect(whole.length).toBeGreaterThan(30 * again.length);
    expect(again).not.toContain('drm-driver');
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
    ['a text in the place of a record', JSON.stringify({ at: 0, wallMs: 0, cost: 'x'.repeat(2_000_000) })],
    ['a list in the place of a record', JSON.stringify({ at: 0, wallMs: 0, cost: new Array(200_000).fill(0) })],
    ['a text in the place of a list of changes', JSON.stringify({ at: 0, wallMs: 0, texts: 'x' })],
    ['a list in the place of an entry', JSON.stringify({ at: 0, wallMs: 0, processes: { order: [-1, 1], added: [[1, 2]] } })],
    ['the same entry changed again', twice('processes', 'changed')],
    ['a record of more fields than there are', `{"at":0,"wallMs":0,"cost":{${fieldsWithoutEnd}}}`],
    [
      'a text longer than any file read',
      JSON.stringify({ at: 0, wallMs: 0, origin: { host: 'x'.repeat(LIMITS.textChars + 1) } }),
    ],
    ['a line whose JSON is twenty times as large', `{"at":0,"wallMs":0,"later":[${'{},'.repeat(LIMITS.lineMarks / 2)}{}]}`],
    ['a line of more keys than there are', `{"at":0,"wallMs":0,"later":{${manyKeys}}}`],
    ['deep nesting', `{"at":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('refuse %s', (_, line) => {
    expect(() => decodeSweep(NOTHING, line)).toThrow(Damage);
  });

  it('refuse texts that a few bytes multiply, before they are looked through', () => {
    // One text of a line, held by every entry of a list, each of which a few bytes then change.
    const text = `${'x\n'.repeat(LIMITS.textChars / 2 - 1)}1`;
    const place = { pid: 1, fd: 1, link: null, device: null };
    const whole = { ...(JSON.parse(encodeAll(takeSweeps(1, { clients: 1 }))[0] ?? '') as object), devices: {}, processes: {} };
    const first = JSON.stringify({
      ...whole,
      readings: { order: [-1, 1], added: [place] },
      texts: [0, text],
      times: [0],
      deviceTimes: [],
    });
    const { plain } = decodeSweep(NOTHING, first);
    const many = Array.from({ length: 5000 }, () => [0, 1]).flat();
    const bomb = JSON.stringify({ at: 1, wallMs: 0, readings: { order: many }, times: many.slice(0, 5000), deviceTimes: [] });
    expect(() => decodeSweep(plain, bomb)).toThrow(/a sweep of \d+ characters/);
  });
});
