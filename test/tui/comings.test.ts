/** Clients that end stay for a while and say what they did; new ones are marked for a moment. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import { ByName } from '../../src/measures/by-name.js';
import type { App } from '../../src/tui/app.js';
import type { FakeTerminal } from '../support/fake-terminal.js';
import { client, device, engineUse, GIB, MIB, SECOND_NS, snapshot } from '../support/snapshots.js';
import { KEY, openApp } from './open.js';

let terminal: FakeTerminal;
let app: App;
beforeEach(async () => {
  ({ terminal, app } = await openApp(100, 24));
});
afterEach(() => app.close());

const game = client({ key: 'game', clientId: '1', engines: { gfx: 0.3 }, owner: { pid: 10, comm: 'game', cmdline: 'game' } });
const ffmpeg = client({
  key: 'ffmpeg',
  clientId: '2',
  engines: { dec: 0.5 },
  // Of what MEM counts, and not of all.
  memory: { vram: 271 * MIB, gtt: 500 * MIB },
  owner: { pid: 20, comm: 'ffmpeg', cmdline: 'ffmpeg -i film' },
});

const CARD = device({
  engines: { gfx: 0.3, dec: 0.5 },
  memory: { vram: { usedBytes: GIB, totalBytes: 16 * GIB }, gtt: { usedBytes: GIB, totalBytes: null } },
});

function at(second: number, clients: readonly Client[]): Snapshot {
  return snapshot({ atNs: BigInt(Math.round(second * 1e9)), devices: [CARD], clients });
}

const lineOf = async (text: string): Promise<string | undefined> => (await terminal.lines()).find((line) => line.includes(text));

test('one that ends stays where it stood and says for 15 seconds what it did', async () => {
  for (let second = 1; second <= 10; second += 1) app.show(at(second, [game, ffmpeg]));
  const before = (await terminal.lines()).findIndex((line) => line.includes('ffmpeg -i'));
  app.show(at(11, [game]));
  expect(await lineOf('ffmpeg -i')).toContain('ended just now');
  app.show(at(11.5, [game]));
  expect(await lineOf('ffmpeg -i')).toContain('ended just now');
  app.show(at(23, [game]));
  expect(await lineOf('ffmpeg -i')).toMatch(/20 .* ended\s+12 s ago: .* of DEC, peak {1,2}271 MiB/);
  expect((await terminal.lines()).findIndex((line) => line.includes('ffmpeg -i'))).toBe(before);
  await terminal.type(KEY.home, KEY.f9);
  expect(await terminal.text()).toContain('it has ended');
  app.show(at(26, [game]));
  expect(await lineOf('ffmpeg -i')).toBeUndefined();
});

test('at 80 columns what it did is whole, and arguments give way to it', async () => {
  app.close();
  ({ terminal, app } = await openApp(80, 24));
  const long = { ...ffmpeg, owner: { ...ffmpeg.owner, cmdline: '/usr/bin/ffmpeg -hwaccel vaapi -i /media/film.mkv' } };
  for (let second = 1; second <= 10; second += 1) app.show(at(second, [game, long]));
  app.show(at(11, [game]));
  app.show(at(23, [game]));
  expect(await lineOf('ended')).toMatch(/ended\s+12 s ago: .* of DEC, peak {1,2}271 MiB\s+ffmpeg/);
});

test('at 80 columns a long name gives way to it, and is still recognised', async () => {
  app.close();
  ({ terminal, app } = await openApp(80, 24));
  const long = {
    ...ffmpeg,
    owner: { ...ffmpeg.owner, comm: 'ffmpegthumbnail', cmdline: '/usr/bin/ffmpegthumbnailer-of-whole-folders -i ferry.mp4' },
  };
  for (let second = 1; second <= 10; second += 1) app.show(at(second, [game, long]));
  app.show(at(11, [game]));
  app.show(at(23, [game]));
  expect(await lineOf('ended')).toMatch(/ended\s+12 s ago: .* of DEC, peak {1,2}271 MiB\s+ffmpegthumb/);
});

test('one that a filter leaves out, or that comes back, has not ended', async () => {
  app.show(at(1, [game, ffmpeg]));
  await terminal.type('/');
  await terminal.typeText('game');
  await terminal.type(KEY.enter);
  app.show(at(2, [game, ffmpeg]));
  expect(await terminal.text()).not.toContain('ended');
  await terminal.type(KEY.escape);
  app.show(at(3, [game, ffmpeg]));
  app.show(at(4, [game]));
  expect(await lineOf('ffmpeg -i')).toContain('ended');
  app.show(at(5, [game, ffmpeg]));
  expect(await lineOf('ffmpeg -i')).not.toContain('ended');
});

test('a new one is marked for three seconds, and the first ones are not', async () => {
  app.show(at(1, [game]));
  expect(await lineOf('10 ')).not.toMatch(/^\+/);
  app.show(at(2, [game, ffmpeg]));
  expect(await lineOf('ffmpeg -i')).toMatch(/^\+/);
  app.show(at(5, [game, ffmpeg]));
  expect(await lineOf('ffmpeg -i')).not.toMatch(/^\+/);
});

test('the cursor follows its client, and goes on to the next row when that is gone', async () => {
  app.show(at(1, [game, ffmpeg]));
  await terminal.type(KEY.enter);
  expect(await terminal.text()).toContain('ffmpeg');
  await terminal.type(KEY.escape);
  app.show(at(2, [game]));
  app.show(at(20, [game]));
  await terminal.type(KEY.enter);
  expect(await terminal.text()).toContain('client 1 of game');
});

test('a time of several engines says of how many, counted by the driver or kept by the screen', async () => {
  const counted = { ...ffmpeg, engines: ByName.of([['compute', engineUse(0.75, { busyNs: 21n * SECOND_NS, capacity: 4 })]]) };
  const cycles = { ...ffmpeg, engines: ByName.of([['compute', engineUse(0.75, { busyNs: null, capacity: 4 })]]) };
  for (const one of [counted, cycles]) {
    for (let second = 1; second <= 8; second += 1) app.show(at(second, [game, one]));
    app.show(at(9, [game]));
    expect(await lineOf('ended')).toMatch(/2[14] s of COMP ×4/);
    app.show(at(0, [game]));
  }
});
