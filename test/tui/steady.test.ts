/** What stands on the screen all the time must not change with every tick. */
import { expect, test } from 'vitest';
import { Steady } from '../../src/tui/steady.js';
import { SECOND_NS, snapshot } from '../support/snapshots.js';

const steady = new Steady();
const told = (second: number, worst: number | null): number | null => {
  const given = snapshot({ atNs: BigInt(second) * SECOND_NS });
  const worstDelayNs = worst === null ? null : worst * 1e9;
  const calm = steady.calm({ ...given, cost: { ...given.cost, worstDelayNs } });
  return calm.cost.worstDelayNs === null ? null : calm.cost.worstDelayNs / 1e9;
};

test('how late a new client can be grows at once, and falls after a minute in which it was much less', () => {
  expect([10.7, 13.9, 14.8, 11.6].map((worst, i) => told(i, worst))).toEqual([10.7, 13.9, 14.8, 14.8]);
  expect([57.4, 44.2, 22.1, 12.2].map((worst, i) => told(4 + i, worst))).toEqual([57.4, 57.4, 57.4, 57.4]);
  for (let second = 8; second < 64; second += 1) expect(told(second, 12 + (second % 5))).toBe(57.4);
  expect(told(64, 12)).toBe(57.4);
  expect(told(65, 12)).toBe(22.1);
  for (let second = 66; second < 120; second += 1) expect([22.1, 16]).toContain(told(second, 12 + (second % 5)));
  expect(told(211, null)).toBeNull();
  // Wound back.
  expect(told(3, 2)).toBe(2);
});

test('a snapshot that is shown again is the same one', () => {
  const given = snapshot({});
  expect(steady.calm(given)).toBe(steady.calm(given));
});
