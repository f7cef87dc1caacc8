/** The first minute: charts fill from the right, and what was before is dotted, not blank as a rest would be. */
import { expect, test } from 'vitest';
import { openApp } from './open.js';
import { tickAt } from './ticks.js';

test.each([
  [80, 24],
  [160, 48],
])('where the past begins later the foot of a chart is dotted, at %i x %i', async (columns, rows) => {
  const { terminal, app } = await openApp(columns, rows);
  const ground = async (): Promise<string[]> => {
    const lines = await terminal.lines();
    return lines.flatMap((line) => /^│ {3}0 (·+)/.exec(line)?.[1] ?? []);
  };
  app.show(tickAt(1, 0.5));
  const first = await ground();
  expect(first.length).toBeGreaterThan(0);
  for (let second = 2; second <= 11; second += 1) app.show(tickAt(second, 0.5));
  expect((await ground()).map(({ length }) => length)).toEqual(first.map(({ length }) => length - 10));
  for (let second = 12; second <= 160; second += 1) app.show(tickAt(second, second % 2));
  expect(await ground()).toEqual([]);
  app.close();
});

test('in ASCII too', async () => {
  const { terminal, app } = await openApp(80, 24, { ascii: true });
  for (let second = 1; second <= 5; second += 1) app.show(tickAt(second, 0.5));
  expect((await terminal.lines()).some((line) => /^\| {3}0 \.{9,}[^ ]/.test(line))).toBe(true);
  app.close();
});
