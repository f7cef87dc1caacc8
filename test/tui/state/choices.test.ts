import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../../../src/tui/app.js';
import { initialState } from '../../../src/tui/state/state.js';
import type { FakeTerminal } from '../../support/fake-terminal.js';
import type { Client } from '../../../src/ledger/snapshot.js';
import { client, device, engineUse, MIB, snapshot, type ClientWords } from '../../support/snapshots.js';
import { clickAt, KEY, openApp } from '../open.js';
import { ByName } from '../../../src/measures/by-name.js';

let terminal: FakeTerminal;
let app: App;
let calls: unknown[];

const machine = snapshot({
  devices: [
    device({ engines: { gfx: 0.5 } }),
    device({ id: '0000:00:02.0', driver: 'i915', nodes: ['card0'], engines: { render: 0.1 } }),
  ],
  clients: [
    client({
      key: 'a',
      clientId: '1',
      engines: { gfx: 0.3 },
      owner: { pid: 10, comm: 'parent', cmdline: 'parent', parentPid: 1 },
    }),
    client({
      key: 'b',
      clientId: '2',
      engines: { gfx: 0.2 },
      owner: { pid: 10, comm: 'parent', cmdline: 'parent', parentPid: 1 },
    }),
    client({
      key: 'c',
      clientId: '3',
      engines: { gfx: 0.1 },
      owner: { pid: 11, comm: 'child', cmdline: 'child', parentPid: 10, user: 'root', uid: 0 },
    }),
    client({
      key: 'd',
      clientId: '4',
      device: '0000:00:02.0',
      driver: 'i915',
      engines: { render: 0.1 },
      owner: { pid: 12, comm: 'other', cmdline: 'other' },
    }),
  ],
});

beforeEach(async () => {
  ({ terminal, app, calls } = await openApp(120, 24, { mouse: true }));
  app.show(machine);
});
afterEach(() => app.close());

/** A client in the words of the builder, to build it again with other numbers. */
function words({ key, clientId, owner }: Client): ClientWords {
  return { key, clientId, owner };
}

/** PID and command of each row on the screen. */
async function rows(): Promise<string[]> {
  const lines = await terminal.lines();
  const head = lines.findIndex((line) => line.includes('COMMAND'));
  const column = lines[head]?.indexOf('COMMAND') ?? 0;
  return (
    lines
      .slice(head + 1, -2)
      // What is said of the selected row below them is no row.
      .filter((line) => line !== '' && !line.startsWith('›'))
      .map((line) => `${line.slice(0, 7).trim()} ${line.slice(column).trim()}`)
  );
}

test('p groups by process, o opens the group, O closes it', async () => {
  await terminal.type('p');
  expect(await rows()).toEqual(['10 ▸ parent', '11 child', '12 other']);
  await terminal.type('o');
  expect(await rows()).toEqual(['10 ▾ parent', '10 parent', '10 parent', '11 child', '12 other']);
  await terminal.type('O');
  expect(await rows()).toEqual(['10 ▸ parent', '11 child', '12 other']);
});

test('t shows children below the process that started them', async () => {
  await terminal.type('t');
  expect(await rows()).toEqual(['10 ▸ parent', '11 └─ child', '12 other']);
});

test('b goes through client, process, user and unit', async () => {
  await terminal.type('b', 'b', 'b');
  expect(await terminal.text()).toMatch(/3 clients .* ▸ 2 processes: (?:child, |parent, )/);
});

test('Tab picks one device after the other, then all again', async () => {
  await terminal.type(KEY.tab, KEY.tab);
  expect(await rows()).toEqual(['12 other']);
  expect((await terminal.lines())[0]).toContain('only card0');
  await terminal.type(KEY.tab);
  expect(await rows()).toHaveLength(4);
});

test('u keeps one user', async () => {
  await terminal.type('u', KEY.down, KEY.enter);
  expect(await rows()).toEqual(['11 child']);
  expect((await terminal.lines())[0]).toContain('filter user:root');
  // The menu opens at the user that is chosen, and the first entry takes the choice back.
  await terminal.type('u', KEY.enter);
  expect((await terminal.lines())[0]).toContain('filter user:root');
  await terminal.type('u', KEY.up, KEY.enter);
  expect((await terminal.lines())[0]).not.toContain('filter');
});

test.each(['user:root', 'user=root', 'USER = root', 'user:"root"', 'user:0'])(
  'u knows the user of the filter %s',
  async (filter) => {
    await terminal.type('/', ...Array.from(`${filter} child`), KEY.enter, 'u');
    // It opens at the user that is chosen, and another one takes its place.
    await terminal.type(KEY.enter);
    expect((await terminal.lines())[0]).toContain('filter child user:root');
    await terminal.type('u', KEY.down, KEY.enter);
    expect((await terminal.lines())[0]).toContain('filter child user:user');
  },
);

test.each(['!user:root', 'comm:"user:root"', 'root'])('u sees no choice of a user in the filter %s', async (filter) => {
  await terminal.type('/', ...Array.from(filter), KEY.enter, 'u', KEY.enter);
  expect((await terminal.lines())[0]).toContain(`filter ${filter}`);
});

test('F6 sorts by the chosen column', async () => {
  await terminal.type(KEY.f6, 'p', KEY.enter);
  expect(await rows()).toEqual(['10 parent', '10 parent', '11 child', '12 other']);
  expect(await terminal.text()).toContain('PID▴');
});

test('F3 finds a command, a user or a PID, and F3 again the next', async () => {
  await terminal.type(KEY.f3);
  await terminal.typeText('12');
  await terminal.type(KEY.enter, KEY.f9);
  expect(await terminal.text()).toContain('Signal to 12');
});

test('a click selects a row, a click on a header sorts, a second one reverses', async () => {
  const lines = await terminal.lines();
  const head = lines.findIndex((line) => line.includes('COMMAND'));
  await terminal.type(clickAt(50, head + 2));
  expect(terminal.isReverseAt(0, head + 2)).toBe(true);
  const command = lines[head]?.indexOf('COMMAND') ?? 0;
  await terminal.type(clickAt(command, head));
  expect(await rows()).toEqual(['11 child', '12 other', '10 parent', '10 parent']);
  await terminal.type(clickAt(command, head));
  expect(await rows()).toEqual(['10 parent', '10 parent', '12 other', '11 child']);
});

test('the mouse is left alone unless it is asked for', async () => {
  const other = await openApp(80, 24);
  await other.terminal.lines();
  expect(other.terminal.output.written).not.toContain('\x1b[?1000h');
  expect(terminal.output.written).toContain('\x1b[?1000h');
  expect(terminal.output.written).toContain('\x1b[?1006h');
  expect(terminal.output.written).not.toMatch(/\x1b\[\?100[235]h/);
  other.app.close();
  app.close();
  await terminal.lines();
  expect(terminal.output.written).toContain('\x1b[?1000l');
});

describe('F2', () => {
  test('changes a setting in place and F12 saves', async () => {
    await terminal.type(KEY.f2, 'm', KEY.enter);
    expect(await terminal.text()).toMatch(/Mouse +no/);
    await terminal.type(KEY.f12);
    expect(calls).toEqual([expect.objectContaining({ mouse: false })]);
    expect(await terminal.text()).toContain('settings saved');
  });

  test('hides a column', async () => {
    await terminal.type(KEY.f2, 'c', KEY.enter);
    expect(await terminal.text()).toContain('[x] USER');
    await terminal.type(KEY.down, KEY.enter, KEY.escape);
    const head = (await terminal.lines()).find((line) => line.includes('COMMAND'));
    expect(head).not.toContain('USER');
  });
});

test('S saves the screen as text and with its colours', async () => {
  await terminal.type('S');
  const shot = calls[0] as { text: string; ansi: string };
  expect(shot.text.split('\n')).toHaveLength(24);
  expect(shot.text).toContain('gpu-top · box · 2 devices');
  expect(shot.text).not.toContain('\x1b');
  expect(shot.ansi).toContain('\x1b[');
  expect(await terminal.text()).toContain('saved shot.txt');
});

test('Esc and a key that arrive in one read are two keys', async () => {
  await terminal.type(KEY.f6);
  expect(await terminal.text()).toContain('Sort by');
  await terminal.type(`${KEY.escape}w`);
  expect(await terminal.text()).toContain('What could not be seen');
  await terminal.type(KEY.escape, KEY.f6, `${KEY.escape}${KEY.f9}`);
  expect(await terminal.text()).toContain('Signal to 10');
});

test('F3 twice looks for the same again', async () => {
  await terminal.type(KEY.f3);
  await terminal.typeText('parent');
  await terminal.type(KEY.enter, KEY.f3, KEY.f3, KEY.enter);
  const head = (await terminal.lines()).findIndex((line) => line.includes('COMMAND'));
  expect([terminal.isReverseAt(0, head + 1), terminal.isReverseAt(0, head + 2)]).toEqual([false, true]);
});

test('a search that finds nothing says so and leaves the selection alone', async () => {
  await terminal.type(KEY.f3);
  await terminal.typeText('nobody');
  expect(await terminal.text()).toContain("no row holds 'nobody'");
  await terminal.type(KEY.escape, KEY.f9);
  expect(await terminal.text()).toContain('Signal to 10');
});

test.each([1, 2, 3])('a question is seen on a screen of %i rows', async (height) => {
  await terminal.type(KEY.down, KEY.f9, KEY.enter);
  await terminal.resize(80, height);
  expect((await terminal.lines()).at(-1)).toContain('Send SIGTERM to 10 (parent)?');
  await terminal.type('x');
  expect(calls).toEqual([]);
});

test('with one device picked, columns of other devices go', async () => {
  await terminal.type(KEY.tab);
  const head = (await terminal.lines()).find((line) => line.includes('COMMAND'));
  expect(head).toContain('gfx');
  expect(head).not.toContain('render');
});

test('an engine that nobody uses any more keeps its column and its bar', async () => {
  const one = { ...machine, devices: machine.devices.slice(0, 1), clients: machine.clients.slice(0, 3) };
  app.show(one);
  app.show({ ...one, devices: [device({ engines: { dec: 0 } })] });
  const text = await terminal.text();
  expect(text.split('\n').find((line) => line.includes('COMMAND'))).toContain('gfx');
});

test('a row that was busy a moment ago is not yet hidden as idle; a marked one never is', async () => {
  const idle = (seconds: number) => ({
    ...machine,
    atNs: machine.atNs + BigInt(seconds) * 1_000_000_000n,
    clients: machine.clients.map((each) => (each.key === 'c' ? client({ ...words(each), engines: { gfx: 0 } }) : each)),
  });
  app.show(idle(1));
  expect(await rows()).toContain('11 child');
  app.show(idle(9));
  expect(await rows()).not.toContain('11 child');
  app.show(machine);
  await terminal.type(KEY.down, KEY.down, 'c', KEY.escape);
  app.show(idle(20));
  app.show(idle(40));
  expect((await rows()).join()).toContain('child');
});

test('a message before the first numbers is seen', async () => {
  const other = await openApp(80, 24);
  other.app.message('config.toml:3: theme: expected one of');
  expect((await other.terminal.lines()).at(-1)).toContain('config.toml:3');
  other.app.close();
});

test('with vi keys j and k move and K sends a signal', async () => {
  const other = await openApp(80, 24, { keys: 'vi' });
  other.app.show(machine);
  await other.terminal.type('j', 'j', 'k', 'K');
  expect(await other.terminal.text()).toContain('Signal to 10');
  other.app.close();
});

test('. takes one step while paused', async () => {
  await terminal.type('.', ' ', '.');
  expect(calls).toEqual([['paused', true], 'step']);
});

test('c marks a row by a sign, U takes all marks away', async () => {
  await terminal.type(KEY.down, 'c', KEY.down);
  expect(await terminal.text()).toMatch(/^\* +10 /m);
  await terminal.type('U');
  expect(await terminal.text()).not.toMatch(/^\* /m);
});

test('a row that stands for several processes cannot be sent a signal', async () => {
  await terminal.type('b', 'b', 'b', KEY.f9);
  expect(await terminal.text()).toContain('this row stands for several processes');
});

test('--readonly takes signals away', async () => {
  const other = await openApp(160, 80, {}, { readonly: true });
  other.app.show(machine);
  expect(await other.terminal.text()).not.toContain('F9');
  await other.terminal.type('?');
  expect(await other.terminal.text()).not.toContain('send a signal');
  await other.terminal.type('q', KEY.down, KEY.f9);
  expect(await other.terminal.text()).toContain('no signals: this screen only looks');
  await other.terminal.type(KEY.enter, 'y');
  expect(other.calls).toEqual([]);
  other.app.close();
});

test('w says what was not seen', async () => {
  app.show(snapshot({ coverage: { processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) } }));
  expect((await terminal.lines()).at(-2)).toContain('14 of 626 processes unreadable (EACCES)');
  await terminal.type('w');
  expect(await terminal.text()).toContain('CAP_SYS_PTRACE');
});

test('w tells of rights only where they help', async () => {
  const clear = snapshot({});
  app.show(clear);
  await terminal.type('w');
  expect(await terminal.text()).toContain('Everything could be read.');
  expect(await terminal.text()).toContain('--pid=host');
  expect(await terminal.text()).not.toContain('CAP_SYS_PTRACE');
  app.show({ ...clear, atNs: 2n * clear.atNs, source: { kind: 'demo', root: '/' } });
  expect(await terminal.text()).not.toContain('What helps');
});

test('the state in which it opens can filter and sort', async () => {
  const view = { ...initialState().view, filter: 'gfx>15', sort: 'client', reverse: true };
  const other = await openApp(160, 24, { view, cells: 'numbers', panels: 'line' });
  other.app.show(machine);
  const text = await other.terminal.text();
  expect(text.search(/ 2 .*20\.0 %/)).toBeLessThan(text.search(/ 1 .*30\.0 %/));
  expect(text).not.toContain('child');
  other.app.close();
});

test('1 shows the percentage of one engine', async () => {
  const four = client({ engines: { vcs: 0.8 }, driver: 'xe' });
  const [use] = four.engines.values();
  app.show(
    snapshot({
      devices: [device({ engines: { vcs: 0.8 } })],
      clients:
        use === undefined
          ? []
          : [{ ...four, engines: ByName.of([['vcs', { ...use, counters: { ...use.counters, capacity: 4 } }]]) }],
    }),
  );
  expect(await terminal.text()).toContain('80.0 %');
  await terminal.type('1');
  expect(await terminal.text()).toContain('320 %');
});

test('1 says the same in BUSIEST and ENGINES, also a little above one engine, and without it neither is above 100', async () => {
  const engines = {
    ccs: { ...engineUse(0.272), counters: { ...engineUse(0).counters, capacity: 4 } },
    rcs: engineUse(1.03),
  };
  const names = Array.from({ length: 12 }, (_, i) => [`engine-${i}`, 0] as const);
  app.show(
    snapshot({
      devices: [device({ driver: 'xe', engines: { ccs: 0.272, rcs: 1, ...Object.fromEntries(names) } })],
      clients: [
        client({ engines: { ccs: engines.ccs }, driver: 'xe' }),
        client({ key: 'r', driver: 'xe', engines: { rcs: engines.rcs } }),
      ],
    }),
  );
  const line = async (word: string): Promise<string> => (await terminal.lines()).find((each) => each.includes(`${word} 1`)) ?? '';
  expect(await line('3D')).toMatch(/ 100 % +3D 100 /);
  await terminal.type('1');
  expect(await line('COMP')).toMatch(/ 109 % +COMP 109 /);
  expect(await line('3D')).toMatch(/ 100 % +3D 100 /);
});

test('the keys of a recording ask to be moved, by steps only while paused', async () => {
  await terminal.type('[', '}', ',', ' ', ',', '.');
  expect(calls.filter((call) => typeof call === 'string')).toEqual(['seek -10', 'seek 300', 'step back', 'step']);
});

test('Enter tells of regions in which nothing is in one line', async () => {
  const memory = { vram: 3 * MIB, gds: 0, oa: 0 };
  app.show({ ...machine, clients: [client({ key: 'a', engines: { gfx: 0.3 }, memory })] });
  await terminal.type(KEY.enter);
  const text = await terminal.text();
  expect(text).toMatch(/^ vram: resident 3\.00 MiB/m);
  expect(text).toMatch(/^ nothing in (gds, oa|oa, gds)$/m);
});
