import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastSquares } from '../../src/bench/fit.js';
import { ratioOfMedians, spread } from '../../src/bench/statistics.js';

describe('a spread', () => {
  test('is the least, the middle and the 95th percentile', () => {
    const values = Array.from({ length: 101 }, (_, at) => 100 - at);
    expect(spread(values)).toEqual({ min: 0, median: 50, p95: 95 });
  });

  test('of nothing is null', () => expect(spread([])).toBeNull());
});

describe('a ratio of medians', () => {
  test('holds the true ratio in its interval', () => {
    const noisy = (base: number): number[] => Array.from({ length: 40 }, (_, at) => base * (1 + 0.1 * Math.sin(at * 7)));
    const found = ratioOfMedians(noisy(30), noisy(10));
    expect(found?.ratio).toBeCloseTo(3, 5);
    expect(found?.low).toBeLessThan(3.001);
    expect(found?.high).toBeGreaterThan(2.999);
    expect((found?.high ?? 0) - (found?.low ?? 0)).toBeLessThan(0.6);
  });

  test('comes out the same for the same measurements', () => {
    const [a, b] = [
      [3, 4, 5, 9],
      [1, 2, 2, 3],
    ];
    expect(ratioOfMedians(a, b)).toEqual(ratioOfMedians(a, b));
  });

  test('of nothing is null', () => expect(ratioOfMedians([], [1])).toBeNull());
});

describe('least squares', () => {
  test('finds the coefficients that made the points', () => {
    const coefficient = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(coefficient, coefficient, coefficient), (made) => {
        const points = [
          [1, 550, 11_000],
          [1, 137, 700],
          [1, 275, 16_500],
          [1, 550, 2750],
          [1, 60, 9000],
        ].map((x) => ({ x, y: x.reduce((sum, value, at) => sum + value * (made[at] ?? 0), 0) }));
        const fit = leastSquares(points);
        for (const [at, value] of made.entries()) expect(fit?.coefficients[at]).toBeCloseTo(value, 4);
      }),
    );
  });

  test('says how much it explains, and what is left over', () => {
    const fit = leastSquares([1, 2, 3, 4].map((x) => ({ x: [1, x], y: 2 * x + (x === 4 ? 1 : 0) })));
    expect(fit?.r2).toBeGreaterThan(0.97);
    expect(fit?.r2).toBeLessThan(1);
    expect(fit?.residuals.reduce((sum, residual) => sum + residual, 0)).toBeCloseTo(0, 9);
  });

  test.each([
    ['too few points', [{ x: [1, 2], y: 3 }]],
    ['predictors that move together', [1, 2, 3].map((x) => ({ x: [1, x, 2 * x], y: x }))],
    ['no points', []],
  ])('gives null for %s', (_, points) => expect(leastSquares(points)).toBeNull());
});
