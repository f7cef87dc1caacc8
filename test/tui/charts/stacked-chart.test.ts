import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stackedChart, type ChartLayer } from '../../../src/tui/charts/stacked-chart.js';

/** Fronts are written `a`, backs `A`; what is switched off is left out. */
const layer = (name: string, ...values: (number | null)[]): ChartLayer => ({
  values: Float64Array.from(values, (value) => value ?? NaN),
  look: { front: { on: `\x1b[${name}m`, off: '' }, back: { on: `\x1b[${name.toUpperCase()}m`, off: '' } },
  sign: name,
});
const shown = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replaceAll('\x1b[39;49m', '').replace(/\x1b\[(\w)m/g, '$1'));
const bare = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/\x1b\[[^m]*m/g, ''));

describe('a chart of one layer', () => {
  test.each([
    ['eighths of a row', [0.125, 0.5, 1], 1, ['▁▄█']],
    ['two rows', [0.25, 0.75, 1], 2, [' ▄█', '▄██']],
    ['idle as the lowest level', [0, 0], 2, ['  ', '▁▁']],
    ['a gap as a gap', [1, null, 1], 1, ['█ █']],
    ['above the scale as full', [3], 1, ['█']],
  ])('draws %s', (_, values, height, lines) => {
    expect(bare(stackedChart([layer('a', ...values)], values.length, height, false))).toEqual(lines);
  });
});

test('layers stand on each other, and share a cell where one ends', () => {
  expect(shown(stackedChart([layer('a', 0.25), layer('b', 0.75)], 1, 2, false))).toEqual(['b█', 'aB▄']);
  expect(shown(stackedChart([layer('a', 0.5), layer('b', 0.25)], 1, 2, false))).toEqual(['b▄', 'a█']);
});

test('without colours each layer has its sign', () => {
  expect(bare(stackedChart([layer('a', 0.5), layer('b', 0.5)], 1, 2, true))).toEqual(['b', 'a']);
});

test('every line has its width, whatever the values', () => {
  const value = fc.oneof(fc.double({ min: -1, max: 3 }), fc.constant(NaN));
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: 7, maxLength: 7 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (all, height, isPlain) => {
        const layers = all.map((values, i) => layer('abcd'.charAt(i), ...values));
        const lines = stackedChart(layers, 7, height, isPlain);
        expect(lines).toHaveLength(height);
        for (const line of bare(lines)) expect(line).toHaveLength(7);
      },
    ),
  );
});
