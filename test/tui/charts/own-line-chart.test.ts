import { describe, expect, test } from 'vitest';
import { ownLineChart } from '../../../src/tui/charts/own-line-chart.js';
import { cellWidth } from '../../../src/view/text/text.js';

const plain = { on: '', off: '' };
const styles = { text: plain, axis: plain };
const drawn = (values: readonly number[], most: number, width: number, height: number) =>
  ownLineChart({ lines: [{ values: Float64Array.from(values), style: plain }], most, styles }, width, height);

describe('the line chart of our own', () => {
  test('joins the points, from nothing at the foot to the top of the scale', () => {
    expect(drawn([0, 25, 50, 75, 100, 75, 50, 25, 0, 0], 100, 10, 5).lines).toEqual([
      '100 │ ⢀⢇  ',
      ' 75 │ ⢸⢸  ',
      ' 50 │ ⡇ ⡇ ',
      ' 25 │⢰⠁ ⢸ ',
      '  0 │⡎  ⠈⣆',
    ]);
  });

  test('leaves a gap where nothing is known, and a dot where one sample stands alone', () => {
    const { lines } = drawn([50, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 50], 100, 10, 1);
    expect(lines[0]).toMatch(/^100 │\S {3}\S$/);
  });

  test('labels small scales with decimals', () => {
    const { lines, margin } = drawn([1], 1.5, 20, 9);
    expect(lines.map((line) => line.slice(0, 4).trim()).filter((label) => label !== '')).toEqual([
      '1.50',
      '1.13',
      '0.75',
      '0.38',
      '0.00',
    ]);
    expect(margin).toBe(6);
  });

  test('draws several lines in one chart, a shared cell in the style of the last', () => {
    const chart = (...all: readonly number[][]): string[] => {
      const lines = all.map((values, i) => ({ values: Float64Array.from(values), style: { on: `<${i}`, off: '>' } }));
      return [...ownLineChart({ lines, most: 100, styles }, 7, 2).lines];
    };
    expect(chart([100, 100], [0, 0])).toEqual(['100 │<0⠉><0⠉>', expect.stringMatching(/<1⣀><1⣀>$/)]);
    expect(chart([100, 100], [100, 100])[0]).toBe('100 │<1⠉><1⠉>');
  });

  test('keeps its size for any values', () => {
    for (const values of [[], [NaN], [-5, 7, Infinity], Array.from({ length: 500 }, (_, i) => i % 7)])
      for (const [width, height] of [
        [30, 8],
        [131, 40],
      ] as const) {
        const { lines } = drawn(values, 3, width, height);
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(cellWidth(line)).toBe(width);
      }
  });
});
