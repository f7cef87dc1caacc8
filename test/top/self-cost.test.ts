import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createSelfCostMeter } from '../../src/top/self-cost.js';

test('nothing is known before there is an interval', () => {
  expect(createSelfCostMeter().cpuRatio()).toBeNull();
});

test('the CPU time of helpers counts', async () => {
  let helpersNs = 5e9;
  const meter = createSelfCostMeter(() => helpersNs);
  meter.cpuRatio();
  // What V8's own threads do in a moment is many times that moment.
  await setTimeout(100);
  const alone = meter.cpuRatio() ?? NaN;
  expect(alone).toBeLessThan(3);
  // An hour of CPU time in an instant: more than any machine has cores for.
  helpersNs += 3600e9;
  expect(meter.cpuRatio()).toBeGreaterThan(1000);
});
