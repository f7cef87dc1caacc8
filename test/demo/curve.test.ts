import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pulse, steady, sum, wander, type Curve } from '../../src/demo/curve.js';

const CURVES: [string, Curve][] = [
  ['steady', steady(0.4)],
  ['wander', wander('a', 0.2, 0.7, 3.7)],
  ['pulse', pulse(0.6, { everySeconds: 20, onSeconds: 8, rampSeconds: 2, fromSeconds: 5 })],
  [
    'sum',
    sum(wander('b', 0, 0.3, 0.9), wander('c', 0.1, 0.2, 11), pulse(0.5, { everySeconds: 7, onSeconds: 3, rampSeconds: 1 })),
  ],
];

describe.each(CURVES)('the curve %s', (_, curve) => {
  it('has the integral that fine sampling finds, over any interval', () => {
    const moment = fc.double({ min: 0, max: 2000, noNaN: true });
    fc.assert(
      fc.property(moment, fc.double({ min: 0.01, max: 5, noNaN: true }), (from, length) => {
        const samples = 2000;
        let total = 0;
        for (let i = 0; i < samples; i++) total += curve.at(from + ((i + 0.5) * length) / samples);
        const exact = curve.integral(from + length) - curve.integral(from);
        expect(Math.abs(exact - (total * length) / samples)).toBeLessThan(1e-5);
      }),
      { numRuns: 200 },
    );
  });

  it('never jumps', () => {
    for (let t = 0; t < 300; t += 0.01) expect(Math.abs(curve.at(t + 0.01) - curve.at(t))).toBeLessThan(0.02);
  });
});

describe('a wandering load', () => {
  it('stays between its bounds, uses them, and follows from its seed', () => {
    const curve = wander('x', 0.2, 0.7, 3);
    const values = Array.from({ length: 3000 }, (_, i) => curve.at(i / 10));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0.2);
    expect(Math.min(...values)).toBeLessThan(0.25);
    expect(Math.max(...values)).toBeLessThanOrEqual(0.7);
    expect(Math.max(...values)).toBeGreaterThan(0.65);
    expect(wander('x', 0.2, 0.7, 3).at(77.7)).toBe(curve.at(77.7));
    expect(wander('y', 0.2, 0.7, 3).at(77.7)).not.toBe(curve.at(77.7));
  });
});

describe('a pulse', () => {
  const curve = pulse(0.5, { everySeconds: 10, onSeconds: 4, rampSeconds: 1, fromSeconds: 2 });
  it.each([
    [0, 0],
    [2, 0],
    [2.5, 0.25],
    [3, 0.5],
    [6, 0.5],
    [6.5, 0.25],
    [7, 0],
    [12, 0],
    [14, 0.5],
  ])('is at %d s as high as its times say: %d', (seconds, value) => expect(curve.at(seconds)).toBeCloseTo(value, 10));

  it('is on for onSeconds of each round', () => expect(curve.integral(102) - curve.integral(2)).toBeCloseTo(10 * 4 * 0.5, 9));
});
