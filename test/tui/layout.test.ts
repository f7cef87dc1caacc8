import { describe, expect, test } from 'vitest';
import { layoutScreen, type Layout, type Wants } from '../../src/tui/layout.js';

const wants: Wants = { width: 120, height: 50, panels: 'tall', tallPanels: [4, 3, 1], rows: 30 };

function layout(changes: Partial<Wants>): Layout {
  return layoutScreen({ ...wants, ...changes });
}

function used({ title, panels, charts, tableHead, tableRows, status, keys }: Layout): number {
  return title + panels.reduce((sum, { height }) => sum + height, 0) + charts + tableHead + tableRows + status + keys;
}

test('every row of the screen is used, once', () => {
  for (const panels of ['tall', 'line', 'none'] as const) {
    for (let height = 1; height <= 100; height += 1) expect(used(layout({ height, panels })), `${panels} ${height}`).toBe(height);
  }
});

describe('as rows become few', () => {
  /** What stands on a screen of this height, in words. */
  const words = (height: number): string => {
    const { title, panels, charts, tableHead, status, keys } = layout({ height });
    const parts = { title, tableHead, status, keys, charts: Math.sign(charts) };
    const styles = panels.map(({ style }) => style.charAt(0)).join('');
    return `${Object.entries(parts)
      .filter(([, on]) => on === 1)
      .map(([name]) => name)
      .join(' ')} ${styles}`.trim();
  };

  test.each([
    [1, ''],
    [2, 'title'],
    [3, 'title tableHead'],
    [4, 'title tableHead status'],
    [5, 'title tableHead status keys'],
    [8, 'title tableHead status keys l'],
    [10, 'title tableHead status keys lll'],
    [17, 'title tableHead status keys tll'],
    [23, 'title tableHead status keys ttt'],
    [50, 'title tableHead status keys charts ttt'],
  ])('%i rows hold: %s', (height, what) => {
    expect(words(height)).toBe(what);
  });

  test('nothing comes back that a higher screen had dropped', () => {
    const amount = (height: number): number => {
      const { title, panels, charts, tableHead, status, keys } = layout({ height });
      const tall = panels.filter(({ style }) => style === 'tall').length;
      return title + tableHead + status + keys + panels.length + tall + Math.sign(charts);
    };
    for (let height = 2; height <= 100; height += 1)
      expect(amount(height), String(height)).toBeGreaterThanOrEqual(amount(height - 1));
  });
});

test('panels do not come and go with the number of rows below what was seen', () => {
  expect(layout({ height: 24, rows: 3 }).panels).toEqual(layout({ height: 24, rows: 3 }).panels);
  expect(layout({ height: 24, rows: 500 }).tableRows).toBeGreaterThanOrEqual(9);
});
