import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../../src/tui/app.js';
import { initialState, type UiState } from '../../src/tui/state/state.js';
import type { FakeTerminal } from '../support/fake-terminal.js';
import { client, device, GIB, snapshot } from '../support/snapshots.js';
import { KEY, openApp } from './open.js';
import { ByName } from '../../src/measures/by-name.js';

let terminal: FakeTerminal;
let app: App;
let calls: unknown[];

async function open(columns: number, rows: number, state: Partial<UiState> = {}): Promise<void> {
  ({ terminal, app, calls } = await openApp(columns, rows, state));
}

const machine = snapshot({
  devices: [
    device({
      name: 'Navi 32',
      engines: { gfx: 0.621, compute: 0, dec: 0.15 },
      memory: { vram: { usedBytes: 7.2 * GIB, totalBytes: 16 * GIB } },
      frequencyHz: 2.41e9,
      temperatureCelsius: 61,
      powerWatts: 142,
    }),
  ],
  clients: [
    client({ key: 'a', clientId: '7518', engines: { gfx: 0.53, compute: 0, dec: 0.15 }, memory: { vram: 5.1 * GIB } }),
    client({
      key: 'b',
      clientId: '3',
      engines: { gfx: 0.042, compute: 0 },
      owner: { pid: 977, comm: 'gnome-shell', cmdline: '/usr/bin/gnome-shell' },
    }),
    client({ key: 'c', clientId: '4', engines: { gfx: 0 }, owner: { pid: 5, comm: 'idler', cmdline: 'idler' } }),
  ],
});

afterEach(() => app.close());

test('says that it measures until the first snapshot', async () => {
  await open(80, 24);
  expect((await terminal.lines())[0]).toBe('gpu-top · measuring…');
});

test.each([
  [40, ''],
  [64, 'gfx>1'],
])('the title of %i cells tells what memory is in use rather than how many clients there are', async (columns, filter) => {
  await open(columns, 24, { view: { ...initialState().view, filter } });
  app.show(machine);
  expect((await terminal.lines())[0]).toMatch(/VRAM +7\.20 \/ 16\.0 GiB$/);
});

test('answers "who uses my GPU, and how" at 80x24', async () => {
  await open(80, 24);
  app.show(machine, { cpuRatio: 0.007 });
  const lines = await terminal.lines();
  expect(
    lines
      .slice(0, 7)
      .join('\n')
      .replace(/\d\d:\d\d:\d\d$/m, '10:00:00'),
  ).toMatchInlineSnapshot(`
    "gpu-top · box · 1 device · 3 clients in 3 processes         VRAM 7.20 / 16.0 GiB
    ╭ card1 · Navi 32 · amdgpu ─────── VRAM ▕██▊   ▏ 7.20 / 16.0 GiB 8.80 GiB free ╮
    │     gfx                              –  gfx     ▕███████████▎      ▏  62.1 % │
    │ 100                                     compute ▕                  ▏   0.0 % │
    │                                         dec     ▕██▊               ▏  15.0 % │
    │                                         clock                       2410 MHz │
    │  50                                     temp                           61 °C │"
  `);
  expect(lines.slice(22).join('\n')).toMatchInlineSnapshot(`
    "scan 1.9 ms · new clients within 24 s · own CPU  0.7 % · 1 idle hidden
    F1 help  Enter explain  g graph  L minute  / filter  F6 sort  i idle  q quit"
  `);
});

test('its own CPU is told in full', async () => {
  await open(80, 24);
  for (const [cpuRatio, text] of [
    [0.123, 'own CPU 12.3 %'],
    [1.6, 'own CPU  160 %'],
  ] as const) {
    app.show(machine, { cpuRatio });
    expect((await terminal.lines())[22]).toContain(text);
  }
});

test('uses the room of 200x50 for bars in the table', async () => {
  await open(200, 50);
  app.show(machine);
  expect(await terminal.text()).toContain('████▎    53.0 %');
});

describe('keys', () => {
  beforeEach(async () => {
    // Charts name clients too.
    await open(80, 24, { panels: 'line' });
    app.show(machine);
  });

  test('the first row is selected from the start, until Esc lets go of it', async () => {
    await terminal.lines();
    expect(terminal.isReverseAt(0, 3)).toBe(true);
    await terminal.type(KEY.escape);
    expect(terminal.isReverseAt(0, 3)).toBe(false);
    expect(await terminal.text()).toContain('let go of the row');
    await terminal.type(KEY.down, KEY.down);
    expect([terminal.isReverseAt(0, 3), terminal.isReverseAt(0, 4)]).toEqual([false, true]);
  });

  test('the selection follows its client when the order changes', async () => {
    app.show({
      ...machine,
      clients: machine.clients.map((each) => (each.key === 'a' ? { ...each, engines: ByName.of([]) } : each)),
    });
    const lines = await terminal.lines();
    expect(lines[3]).toContain('gnome-shell');
    expect(lines[4]).toContain('blender');
    expect(terminal.isReverseAt(0, 4)).toBe(true);
  });

  test.each(['p', 'b', 't'])(
    'the selection follows its client when %s groups the rows, on the page of the row too',
    async (key) => {
      const selected = async (): Promise<string | undefined> =>
        (await terminal.lines()).find((_, y) => y > 2 && y < 8 && terminal.isReverseAt(0, y));
      await terminal.type('I', KEY.down, key, 'I');
      expect(await selected()).toContain('blende');
      await terminal.type(KEY.enter, key);
      expect(await terminal.text()).toContain('client 7518 of blender');
      await terminal.type(KEY.escape);
      expect(await selected()).toContain('blende');
    },
  );

  test('i shows idle clients, and the status line counts those that are hidden', async () => {
    expect(await terminal.text()).toContain('1 idle hidden');
    expect(await terminal.text()).not.toContain('idler');
    await terminal.type('i');
    expect(await terminal.text()).toContain('idler');
  });

  test('I reverses the order', async () => {
    await terminal.type('I');
    expect((await terminal.lines())[3]).toContain('gnome-shell');
  });

  test('/ filters while typing, Enter keeps it, Esc clears it', async () => {
    await terminal.typeText('/gnome');
    expect(await terminal.text()).toContain('Filter: gnome');
    expect(await terminal.text()).not.toContain('blender');
    await terminal.type(KEY.enter);
    expect(await terminal.text()).not.toContain('blender');
    await terminal.type(KEY.escape);
    expect(await terminal.text()).toContain('blender');
  });

  test('a half typed filter says what is wrong and keeps the last good one', async () => {
    await terminal.typeText('/user:user gfx>');
    const text = await terminal.text();
    expect(text).toContain("cannot use 'gfx>'");
    await terminal.typeText('5');
    expect(await terminal.text()).toContain('blender');
    expect(await terminal.text()).not.toContain('gnome-shell');
  });

  test('F9 asks before it sends a signal to the selected process', async () => {
    await terminal.type(KEY.f9, '9', KEY.enter);
    expect(await terminal.text()).toContain('Send SIGKILL to 4242 (blender)?');
    await terminal.type('n');
    expect(calls).toEqual([]);
    await terminal.type('k', KEY.enter, 'y');
    expect(calls).toEqual([[{ pid: 4242, startTimeTicks: 99, name: 'blender' }, 'SIGTERM']]);
  });

  test.each([
    ['F9', KEY.f9, 'Signal to 977'],
    ['Enter', KEY.enter, 'client 3 of gnome-shell'],
    ['c', 'c', 'marked: never hidden'],
    ['y', 'y', 'copying is off'],
    ['o', 'o', 'nothing to open here'],
  ])('after Esc %s is about the row that was let go, wherever it went', async (_, key, words) => {
    await terminal.type(KEY.down, KEY.escape, 'I');
    expect([terminal.isReverseAt(0, 3), terminal.isReverseAt(0, 4)]).toEqual([false, false]);
    await terminal.type(key);
    expect(await terminal.text()).toContain(words);
    expect(calls).toEqual([]);
  });

  test('a key that needs a row says where there is none', async () => {
    await terminal.typeText('/nobody');
    await terminal.type(KEY.enter, KEY.f9);
    expect(await terminal.text()).toContain('there is no row');
  });

  test('Space pauses, + and - change the interval', async () => {
    await terminal.type(' ', '+', '-');
    expect(calls).toEqual([
      ['paused', true],
      ['interval', 2000],
      ['interval', 1000],
    ]);
    expect((await terminal.lines())[0]).toContain('PAUSED');
  });

  test('? shows every key, and q closes the page before it leaves the program', async () => {
    await terminal.type('?');
    expect(await terminal.text()).toContain('one row up');
    await terminal.type('q');
    expect(calls).toEqual([]);
    await terminal.type('q');
    expect(calls).toEqual(['quit']);
  });
});

test('follows a resize', async () => {
  await open(80, 24);
  app.show(machine);
  await terminal.resize(40, 8);
  const lines = await terminal.lines();
  expect(lines).toHaveLength(8);
  expect(lines.join('\n')).toContain('4242');
  await terminal.resize(120, 40);
  expect((await terminal.lines())[39]).toContain('F1 help');
});

test('closing gives the terminal back, also twice', async () => {
  await open(80, 24);
  app.show(machine);
  await terminal.lines();
  expect(terminal.onAlternateScreen).toBe(true);
  expect(terminal.input.isRaw).toBe(true);
  app.close();
  app.close();
  await terminal.lines();
  expect(terminal.onAlternateScreen).toBe(false);
  expect(terminal.input.isRaw).toBe(false);
});
