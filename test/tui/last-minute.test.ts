/** The page of the last minute, on the terminal in memory. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../src/tui/app.js';
import type { FakeTerminal } from '../support/fake-terminal.js';
import { client, device, engineUse, GIB, SECOND_NS, snapshot } from '../support/snapshots.js';
import { KEY, openApp } from './open.js';

let terminal: FakeTerminal;
let app: App;
beforeEach(async () => {
  ({ terminal, app } = await openApp(80, 24));
});
afterEach(() => app.close());

function show(second: number, names: readonly string[]): void {
  const atNs = BigInt(second) * SECOND_NS;
  app.show(
    snapshot({
      atNs,
      wallMs: Date.UTC(2026, 10, 26) + second * 1000,
      devices: [
        device({ engines: { gfx: 0.5 }, memory: { vram: { usedBytes: (4 + second / 60) * GIB, totalBytes: 16 * GIB } } }),
      ],
      clients: names.map((comm, i) => {
        const one = client({
          key: comm,
          owner: { pid: 100 + i, comm, cmdline: comm },
          engines: { gfx: engineUse(0.25, { busyNs: BigInt(second) * (SECOND_NS / 4n) }) },
        });
        return { ...one, reading: { ...one.reading, atNs } };
      }),
    }),
  );
}

test('L tells who used what, ← and → go to longer spans, Esc leads back', async () => {
  for (let second = 0; second <= 90; second++) show(second, second < 50 ? ['game', 'ffmpeg'] : ['game']);
  await terminal.type('L');
  const text = await terminal.text();
  expect(text).toMatch(/Last +1 min +10 min +1 h/);
  expect(text).toMatch(/3D +3\d\.\d % +game ██▌ 25\.0 % +ffmpeg ▉ \d+\.\d %/);
  expect(text).toMatch(/VRAM +4\.\d\d → 5\.50 \/ 16\.0 GiB/);
  expect(text).toMatch(/ffmpeg 101 +▂.* ended \d\d:\d\d:50, 5\.0 s of 3D/);
  expect(text).toMatch(/game 100 +▂+ +15 s of 3D/);
  await terminal.type(KEY.right);
  expect(await terminal.text()).toContain('1 min 30 s so far');
  expect(await terminal.text()).toMatch(/game 100 .* 23 s of 3D/);
  await terminal.type('L', 'L');
  expect(await terminal.text()).toBe(text);
  await terminal.type(KEY.left, KEY.right);
  expect(await terminal.text()).toBe(text);
  await terminal.type(KEY.escape);
  expect(await terminal.text()).toContain('COMMAND');
});

test('a wide page shows the past of each engine at the end of its line, whatever room charts have', async () => {
  app.close();
  ({ terminal, app } = await openApp(160, 24));
  const names = Array.from({ length: 40 }, (_, i) => `client-${i}`);
  for (let second = 0; second <= 90; second++) show(second, names);
  await terminal.type('L');
  const line = (await terminal.lines()).find((each) => each.startsWith('  3D')) ?? '';
  expect(line).toMatch(/^ {2}3D .* [▁-█]{40}$/);
});

test('a long page can be scrolled, and the last line says how', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `client-${i}`);
  for (let second = 0; second <= 10; second++) show(second, names);
  await terminal.type('L');
  expect((await terminal.lines()).at(-1)).toMatch(/← → 1 min, 10 min, 1 h +S save .*\d+ more lines/);
  await terminal.type(KEY.end);
  expect(await terminal.text()).toContain('client-39');
});

test('PgDn goes on by what the page shows, whatever the table would', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `client-${i}`);
  for (let second = 0; second <= 10; second++) show(second, names);
  await terminal.type('L');
  const seen = (await terminal.lines()).slice(1, -2);
  await terminal.type(KEY.pageDown);
  // One line stays, for the eye.
  expect((await terminal.lines())[1]).toBe(seen.at(-1));
});

test('the page keeps to the device that is looked at and to the filter, as the title says', async () => {
  const other = device({ id: '0000:04:00.0', nodes: ['card2', 'renderD129'], engines: { gfx: 0.5 } });
  for (let second = 0; second <= 3; second++) {
    const atNs = BigInt(second) * SECOND_NS;
    const engines = { gfx: engineUse(0.25, { busyNs: atNs / 4n }) };
    const busy = { gfx: engineUse(second === 3 ? 0 : 0.5, { busyNs: (second === 3 ? 2n : BigInt(second)) * (SECOND_NS / 2n) }) };
    const clients = [
      client({ key: 'a', engines, owner: { pid: 7, comm: 'on-one' } }),
      client({ key: 'b', engines, device: other.id, owner: { pid: 8, comm: 'on-two' } }),
      client({ key: 'c', engines: busy, owner: { pid: 9, comm: 'too' } }),
      ...(second < 2 ? [client({ key: 'd', engines, owner: { pid: 10, comm: 'over', user: 'anna' } })] : []),
    ].map((each) => ({ ...each, reading: { ...each.reading, atNs } }));
    app.show(snapshot({ atNs, devices: [device({ engines: { gfx: 0.5 } }), other], clients }));
  }
  const page = async (filter: string): Promise<string> => {
    await terminal.type(KEY.escape, '/', '\x15', ...Array.from(filter), KEY.enter, 'L');
    return await terminal.text();
  };
  expect(await page('')).toMatch(/card1.*on-one.*card2.*on-two.*over 10/s);
  // The engine's figure stays that of all who work it; those that ended are found by what was known of them.
  const anna = await page('user:anna');
  expect(anna).toMatch(/3D +\d\d\.\d % +over ▉ 8\.3 %\n/);
  expect(anna).toMatch(/over 10 .* ended/);
  expect(anna).not.toMatch(/too|on-one/);
  // How busy somebody was is asked of the span, not of the moment.
  const half = await page('3d>30');
  expect(half).toMatch(/too 9/);
  expect(half).not.toMatch(/on-one|over 10/);
  expect(await page('nobody')).toContain('No process of this filter began');
  await page('');
  await terminal.type(KEY.escape, KEY.tab, 'L');
  const text = await terminal.text();
  expect(text).toContain('only card1');
  expect(text).toContain('on-one');
  expect(text).not.toMatch(/on-two|card2/);
});

test('where not all devices have room for charts, the busiest ones have them', async () => {
  const ids = ['0000:01:00.0', '0000:02:00.0', '0000:03:00.0'];
  for (let second = 0; second <= 20; second++) {
    const atNs = BigInt(second) * SECOND_NS;
    app.show(
      snapshot({
        atNs,
        devices: ids.map((id, i) => device({ id, nodes: [`card${i}`], engines: { gfx: 0.1 } })),
        clients: ids.map((id, i) => {
          const busyNs = (atNs * BigInt(1 + 2 * i)) / 10n;
          const engines = { gfx: engineUse(0.1, { busyNs }) };
          const one = client({ key: id, device: id, engines, owner: { pid: 10 + i, comm: `on-${i}` } });
          return { ...one, reading: { ...one.reading, atNs } };
        }),
      }),
    );
  }
  await terminal.type('L');
  const lines = await terminal.lines();
  const legends = lines.flatMap((line) => /-1 min .* (on-\d)/.exec(line)?.[1] ?? []);
  expect(legends).toEqual(['on-2']);
});
