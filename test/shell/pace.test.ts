import { beforeEach, expect, test } from 'vitest';
import { type Clock, Pace } from '../../src/shell/pace.js';

const never = new AbortController().signal;
let nowMs: number;
const clock: Clock = {
  nowMs: () => nowMs,
  sleep: (ms) => {
    nowMs += ms;
    return Promise.resolve();
  },
};

beforeEach(() => {
  nowMs = 5000;
});

test('keeps to its grid of deadlines, however long the work between takes', async () => {
  const pace = new Pace(100, clock);
  const ticksMs = [];
  for (const workMs of [10, 90, 0, 35]) {
    await pace.next(never);
    ticksMs.push(nowMs - 5000);
    nowMs += workMs;
  }
  expect(ticksMs).toEqual([100, 200, 300, 400]);
});

test('leaves out ticks that were missed instead of hurrying after them', async () => {
  const pace = new Pace(100, clock);
  nowMs += 370;
  await pace.next(never);
  expect(nowMs - 5000).toBe(370);
  await pace.next(never);
  expect(nowMs - 5000).toBe(400);
});

test('counts a new interval from the moment it is set', async () => {
  const pace = new Pace(1000, clock);
  nowMs += 400;
  pace.intervalMs = 200;
  await pace.next(never);
  expect(nowMs - 5000).toBe(600);
});

test('on the real clock, returns at once when stopped', async () => {
  const controller = new AbortController();
  const pace = new Pace(60_000);
  const waiting = pace.next(controller.signal);
  controller.abort();
  await waiting;
  await pace.next(controller.signal);
});
