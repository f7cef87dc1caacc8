import { describe, expect, test } from 'vitest';
import { layoutScreen, type Layout, type Wants } from '../../src/tui/layout.js';

const wants: Wants = { height: 50, panels: 'tall', engines: [5, 5, 0], rows: 30 };

function layout(changes: Partial<Wants>): Layout {
  return layoutScreen({ ...wants, ...changes });
}

function used({ title, panels, tableHead, tableRows, status, keys }: Layout): number {
  return title + panels.reduce((sum, height) => sum + height, 0) + tableHead + tableRows + status + keys;
}

test('every row of the screen is used, once', () => {
  for (const panels of ['tall', 'line', 'none'] as const) {
    for (let height = 1; height <= 100; height += 1) expect(used(layout({ height, panels })), `${panels} ${height}`).toBe(height);
  }
});

describe('as rows become few', () => {
  /** What stands on a screen of this height, in words, and the rows of each device. */
  const words = (height: number): string => {
    const { title, panels, tableHead, status, keys } = layout({ height });
    const parts = Object.entries({ title, tableHead, status, keys }).filter(([, on]) => on === 1);
    return [...parts.map(([name]) => name), panels.join(' ')].join(' ').trim();
  };

  test.each([
    [1, ''],
    [2, 'title'],
    [3, 'title tableHead'],
    [4, 'title tableHead status'],
    [5, 'title tableHead status keys'],
    [8, 'title tableHead status keys 1'],
    [10, 'title tableHead status keys 1 1 1'],
    [18, 'title tableHead status keys 2 1 1'],
    [24, 'title tableHead status keys 3 2 1'],
    [50, 'title tableHead status keys 8 7 1'],
  ])('%i rows hold: %s', (height, what) => {
    expect(words(height)).toBe(what);
  });

  test('nothing comes back that a higher screen had dropped', () => {
    const amount = (height: number): number => {
      const { title, panels, tableHead, status, keys } = layout({ height });
      return title + tableHead + status + keys + panels.reduce((sum, each) => sum + each, 0);
    };
    for (let height = 2; height <= 100; height += 1)
      expect(amount(height), String(height)).toBeGreaterThanOrEqual(amount(height - 1));
  });
});

test('the table keeps three fifths of the screen while it has clients to show, and no more than it has', () => {
  expect(layout({ height: 24, rows: 500 }).tableRows).toBe(14);
  expect(layout({ height: 60, rows: 12 }).tableRows).toBe(12);
});

test('many devices are alike, and a row or two left over are the table’s; more go to the first devices', () => {
  const engines = new Array<number>(8).fill(5);
  for (let height = 12; height <= 80; height += 1) {
    const { panels, title, tableHead, tableRows, status, keys } = layout({ height, engines, rows: 8 });
    expect(new Set(panels).size).toBeLessThanOrEqual(2);
    expect(Math.max(...panels) - Math.min(...panels)).toBeLessThanOrEqual(1);
    expect([...panels].sort((a, b) => b - a)).toEqual(panels);
    if (panels.length === 8) expect(tableRows - 8, String(height)).toBeLessThan(Math.max(1, height / 20));
    expect(title + tableHead + tableRows + status + keys + panels.reduce((sum, each) => sum + each, 0)).toBe(height);
  }
});

test('rows that are left over go to the devices with most engines', () => {
  expect(layout({ height: 40, engines: [4, 8, 5, 0, 5], rows: 14 }).panels).toEqual([5, 6, 5, 1, 5]);
});

test('a device of one row among others has no second one for a row that is left over', () => {
  expect(layout({ height: 24, engines: [4, 8, 5, 0, 5], rows: 14 }).panels).toEqual([1, 1, 1, 1, 1]);
});
