import { cellWidth } from '../../../src/view/text/text.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaChart, timeAxis } from '../../../src/tui/charts/area-chart.js';

const samples = (values: readonly (number | null)[]) => Float64Array.from(values, (value) => value ?? NaN);

describe('areaChart', () => {
  test.each<[string, (number | null)[], string[]]>([
    ['full', [1, 1, 1, 1], ['⣿⣿', '⣿⣿']],
    ['a steady 0 % is the lowest dot', [0, 0, 0, 0], ['  ', '⣀⣀']],
    ['unknown is nothing', [null, null, 1, 1], [' ⣿', ' ⣿']],
    ['half', [0.5, 0.5, 0.5, 0.5], ['  ', '⣿⣿']],
    ['anything above nothing is seen', [0.001, 0, 0, 0], ['  ', '⣀⣀']],
    ['above 1 is full', [1.7, 0, 0, 0], ['⡇ ', '⣇⣀']],
    ['a short past stands at the right', [1, 1], [' ⣿', ' ⣿']],
  ])('%s', (_name, values, lines) => {
    expect(areaChart(samples(values), 2, 2)).toEqual(lines);
  });

  test('keeps its size for any values', () => {
    const value = fc.option(fc.double({ min: -1, max: 5, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value), fc.nat(40), fc.nat(8), (values, width, height) => {
        const lines = areaChart(samples(values), width, height);
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(cellWidth(line)).toBe(width);
      }),
    );
  });
});

describe('timeAxis', () => {
  test('says how long ago the left edge and the middle are', () => {
    expect(timeAxis(120, 44)).toBe('└ -2 min ───────── -1 min ──────────── now ┘');
  });

  test('is as wide as its chart', () => {
    for (let width = 0; width < 120; width += 1) expect(cellWidth(timeAxis(200, width)), String(width)).toBe(width);
  });
});
