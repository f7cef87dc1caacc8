/** The title of a device's panel: which device it is goes after all else that is known of it. */
import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client, device, GIB, MIB, snapshot, type DeviceWords } from '../support/snapshots.js';
import { openApp } from './open.js';

const MEMORY = { vram: { usedBytes: 7.2 * GIB, totalBytes: 16 * GIB } };
const HOT = {
  frequencyHz: 2.41e9,
  maxFrequencyHz: 2.6e9,
  temperatureCelsius: 61,
  powerWatts: 142,
  powerCapWatts: 212,
  busyRatio: 0.6,
};

async function titleOf(words: DeviceWords, width: number, devices = 1): Promise<string> {
  const { terminal, app } = await openApp(width, 24);
  const all = Array.from({ length: devices }, (_, i) =>
    device({ engines: { gfx: 0.5, dec: 0.1 }, ...words, id: `0000:0${i}:00.0`, nodes: [`card${i}`] }),
  );
  const machine: Snapshot = snapshot({ devices: all, clients: all.map(({ id }) => client({ key: id, device: id })) });
  app.show(machine);
  const line = (await terminal.lines()).find((each) => each.startsWith('╭ card0')) ?? '';
  app.close();
  return line;
}

test.each([
  ['Navi 32 [Radeon RX 7800 XT]', 'Radeon RX 7800 XT'],
  ['Navi 32 [Radeon RX 7700 XT / 7800 XT]', 'Radeon RX 7700 XT / 7800 XT'],
  ['UHD 770', 'UHD 770'],
])('%s is named whole at 80 columns, whatever is known of it', async (name, shown) => {
  for (const memory of [MEMORY, {}]) {
    for (const driver of ['amdgpu', 'a-driver-of-many-letters']) {
      for (const devices of [1, 2, 3]) {
        for (const hint of [null, 'something that the user should do about it']) {
          expect(await titleOf({ name, driver, hint, memory, ...HOT }, 80, devices)).toContain(`card0 · ${shown}`);
        }
      }
    }
  }
});

test('a name too long is cut, and memory stays beside it', async () => {
  const title = await titleOf({ name: `AD107M ${'GeForce '.repeat(20)}`, memory: MEMORY, ...HOT }, 80);
  expect(title).toMatch(/card0 · AD107M GeForce.*… .* 7\.20 \/ 16\.0 GiB 8\.80 GiB free ╮$/);
  expect(await titleOf({ name: 'Navi 32 [Radeon RX 7700 XT / 7800 XT]', memory: MEMORY, ...HOT }, 60)).toMatch(
    /card0 · Radeon RX 7.*… .* 7\.20/,
  );
});

test('a rule stands between what a device is and how it is, at any width', async () => {
  for (let width = 60; width < 130; width += 1) {
    const title = await titleOf({ name: 'Aqua Vanjaram [Instinct MI300X]', memory: MEMORY, ...HOT }, width);
    expect(title).toMatch(/ ─+ /);
  }
});

/** What a device of one row says at 80 columns, with seven others. */
async function lineOf(words: DeviceWords, width: number, others = 'UHD 770'): Promise<string> {
  const { terminal, app } = await openApp(width, 24, { panels: 'line' });
  const all = Array.from({ length: 8 }, (_, i) => {
    const name = i === 3 ? {} : { name: others };
    return device({
      engines: { gfx: 0.5, compute: 0.4, dec: 0.1 },
      ...{ ...words, ...name },
      ...{ id: `0000:0${i}:00.0`, nodes: [`card${i}`] },
    });
  });
  app.show(snapshot({ devices: all, clients: all.map(({ id }) => client({ key: id, device: id })) }));
  const line = (await terminal.lines()).find((each) => /^\W*card3/.test(each)) ?? '';
  app.close();
  return line;
}

test.each([
  ['Navi 32 [Radeon RX 7800 XT]', 'RX 7800 XT'],
  ['Aqua Vanjaram [Instinct MI300X]', 'MI300X'],
  ['DG2 [Arc A770]', 'Arc A770'],
  ['AD104 [GeForce RTX 4070]', 'RTX 4070'],
  ['Alder Lake-P GT2 [Iris Xe Graphics]', 'Iris Xe'],
  ['Radeon', 'Radeon'],
  ['Navi 32 [Radeon RX 7700 XT / 7800 XT]', 'RX 7700 XT…'],
])('%s is named in one row of 80 columns, beside its main engine and all of its memory', async (name, shown) => {
  const line = await lineOf({ name, memory: MEMORY, ...HOT }, 80);
  expect(line).toContain(`card3 · ${shown}  gfx 50.0 %`);
  expect(line).toContain('7.20 / 16.0 GiB 8.80 GiB free');
});

test('a name is whole where the memory has no total', async () => {
  const memory = { system: { usedBytes: 300 * MIB, totalBytes: null } };
  const line = await lineOf({ name: 'Alder Lake-P GT2 [Iris Xe Graphics]', memory, ...HOT }, 80);
  expect(line).toContain('card3 · Iris Xe Graphics  gfx 50.0 %');
});

test('a name that all devices have gives way to their engines', async () => {
  const line = await lineOf({ name: 'Instinct MI300X', memory: MEMORY, ...HOT }, 80, 'Instinct MI300X');
  expect(line).toContain('card3  gfx 50.0 %  compute 40.0 %');
  const wide = await lineOf({ name: 'Instinct MI300X', memory: MEMORY, ...HOT }, 120, 'Instinct MI300X');
  expect(wide).toContain('card3 · Instinct MI300X  gfx 50.0 %');
});

test('the engine that a device does most with is the last one to go', async () => {
  const engines = { gfx: 0, compute: 0.9, dec: 0 };
  const line = await lineOf({ name: 'Instinct MI300X', memory: MEMORY, engines }, 80);
  expect(line).toContain('card3 · MI300X  compute 90.0 %');
});

test('bars of memory stand under each other, with a frame or without', async () => {
  const { terminal, app } = await openApp(220, 60);
  // Five panels of six rows and three of five; and one of a line.
  const all = Array.from({ length: 9 }, (_, i) =>
    device({ engines: i === 8 ? {} : { gfx: 0.5 }, memory: MEMORY, id: `0000:0${i}:00.0`, nodes: [`card${i}`] }),
  );
  const clients = Array.from({ length: 16 }, (_, i) => client({ key: String(i), device: all[i % 8]?.id ?? '' }));
  app.show(snapshot({ devices: all, clients }));
  const titles = (await terminal.lines()).filter((line) => /^[╭─] card/.test(line));
  app.close();
  expect(titles).toHaveLength(9);
  expect(new Set(titles.map((line) => line.at(-1)))).toEqual(new Set(['╮', '─']));
  expect(new Set(titles.map((line) => line.indexOf('▕')))).toHaveProperty('size', 1);
});
