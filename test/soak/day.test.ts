/** The first minutes of `npm run soak`, and that it would see something grow. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { simScanner, seen } from '../support/scan.js';
import { ChurningMachine } from './churning-machine.js';
import { soakDay } from './day.js';
import { growth } from './hours.js';

test('a machine that churns is the same in every run, and never stands still', async () => {
  const run = async (): Promise<string[]> => {
    const machine = new ChurningMachine();
    const scanner = simScanner(machine.sim);
    const ledger = createLedger();
    const told: string[] = [];
    for (let tick = 0; tick < 120; tick++) {
      machine.pass();
      const sweep = await scanner.sweep();
      told.push(`${ledger.fold(sweep).clients.length} ${seen(sweep).join()}`);
    }
    expect(machine.counts.clients).toBeGreaterThan(30);
    return told;
  };
  const told = await run();
  expect(new Set(told).size).toBeGreaterThan(60);
  expect(await run()).toEqual(told);
});

test('a tenth of a simulated hour goes through every part and breaks no invariant', async () => {
  const folder = makeTempRoot('soak');
  try {
    const { problems, mostClients, recordedBytes } = await soakDay(0.1, join(folder, 'day'), () => undefined);
    expect(problems).toEqual([]);
    expect(mostClients).toBeGreaterThan(10);
    expect(recordedBytes).toBeGreaterThan(10_000);
  } finally {
    removeTempRoot(folder);
  }
}, 60_000);

test('growth is told from noise', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  expect(growth(hours.map((hour) => 50 + (hour % 3)))).toBeCloseTo(1, 2);
  expect(growth(hours.map((hour) => 50 + hour))).toBeGreaterThan(1.3);
  // What is filled once, in the beginning, is no growth.
  expect(growth(hours.map((hour) => (hour === 0 ? 10 : 50)))).toBe(1);
});
