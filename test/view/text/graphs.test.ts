import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bar, sparkline } from '../../../src/view/text/graphs.js';

describe('bar', () => {
  test.each([
    ['nothing for idle', 0, 4, '    '],
    ['nothing for unknown', null, 4, '    '],
    ['half a cell for an eighth of four cells', 0.125, 4, '▌   '],
    ['full', 1, 4, '████'],
    ['full above 1', 1.7, 4, '████'],
    ['something for almost nothing', 0.0001, 4, '▎   '],
    ['nothing for a broken number', NaN, 4, '    '],
    ['nothing in no cells', 1, 0, ''],
  ])('draws %s', (_, ratio, cells, expected) => {
    expect(bar(ratio, cells)).toBe(expected);
  });

  it('never shrinks as the ratio grows, and always fills its cells', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    const inked = (text: string): number =>
      Array.from(text).reduce((sum, cell) => sum + (cell === ' ' ? 0 : 0x2590 - cell.charCodeAt(0)), 0);
    fc.assert(
      fc.property(ratio, ratio, fc.integer({ min: 1, max: 30 }), (a, b, cells) => {
        expect(bar(a, cells)).toHaveLength(cells);
        expect(inked(bar(Math.min(a, b), cells))).toBeLessThanOrEqual(inked(bar(Math.max(a, b), cells)));
      }),
    );
  });
});

describe('sparkline', () => {
  test.each([
    ['idle as the lowest column', [0, 0], 2, '▁▁'],
    ['a steady 100 % as full, not as the lowest', [1, 1], 2, '██'],
    ['gaps as gaps', [1, null, 1], 3, '█ █'],
    ['a ramp in eighths', [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1], 8, '▁▂▃▄▅▆▇█'],
    ['the newest at the right edge', [1], 3, '  █'],
    ['only what fits', [0, 1], 1, '█'],
    ['above 1 as full', [1.7], 1, '█'],
    ['nothing in no cells', [1, 1], 0, ''],
  ])('draws %s', (_, samples, cells, expected) => {
    expect(
      sparkline(
        Float64Array.from(samples, (sample) => sample ?? NaN),
        cells,
      ),
    ).toBe(expected);
  });
});
