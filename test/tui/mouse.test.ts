/** Clicks, the wheel, and what `y` gives to the terminal's clipboard. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../src/tui/app.js';
import type { FakeTerminal } from '../support/fake-terminal.js';
import { client, device, snapshot } from '../support/snapshots.js';
import { clickAt, KEY, openApp } from './open.js';

const machine = snapshot({
  devices: [
    device({ engines: { gfx: 0.6 } }),
    device({ id: '0000:04:00.0', index: 1, nodes: ['card2', 'renderD129'], engines: { gfx: 0.2 } }),
  ],
  clients: Array.from({ length: 40 }, (_, i) =>
    client({
      key: `c${i}`,
      clientId: String(i),
      device: i < 30 ? '0000:03:00.0' : '0000:04:00.0',
      engines: { gfx: 0.5 - i / 100 },
      owner: { pid: 100 + i, comm: `worker-${i}`, cmdline: `worker --number=${i}` },
    }),
  ),
});

let terminal: FakeTerminal;
let app: App;
let calls: unknown[];
beforeEach(async () => {
  ({ terminal, app, calls } = await openApp(100, 30, { mouse: true }));
  app.show(machine);
});
afterEach(() => app.close());

const lineWith = async (text: string): Promise<number> => (await terminal.lines()).findIndex((line) => line.includes(text));

test('two presses on a row explain it, and two apart do not', async () => {
  const y = await lineWith('number=2');
  await terminal.type(clickAt(20, y));
  expect(terminal.isReverseAt(20, y)).toBe(true);
  await terminal.type(clickAt(21, y));
  expect(await terminal.text()).toContain('COMMAND');
  await terminal.type(clickAt(21, y));
  expect(await terminal.text()).toMatch(/worker --number=2[\s\S]*gfx/);
  expect(await terminal.text()).not.toContain('COMMAND');
});

test('a press on a device shows it alone, and another one all of them', async () => {
  await terminal.type(clickAt(10, await lineWith('card2 · amdgpu')));
  expect((await terminal.lines())[0]).toContain('only card2');
  expect(await terminal.text()).not.toContain('number=2 ');
  await terminal.type(clickAt(10, await lineWith('card2 · amdgpu')));
  expect((await terminal.lines())[0]).not.toContain('only card2');
});

test('a press on a key of the last line presses it, on every page', async () => {
  const press = async (word: string): Promise<void> => {
    const last = (await terminal.lines()).at(-1) ?? '';
    await terminal.type(clickAt(last.indexOf(word), 29));
  };
  await press('L minute');
  expect(await terminal.text()).toMatch(/Last +1 min/);
  await press('→ 1 min');
  expect(await terminal.text()).toContain('until');
  await press('Esc back');
  await press('filter');
  expect(await terminal.text()).toContain('Filter: ');
  await press('Esc');
  await press('q quit');
  expect(calls).toEqual(['quit']);
});

test('the wheel moves what is seen, and scrolls pages and menus', async () => {
  const wheel = (down: boolean): string => `\x1b[<${down ? 65 : 64};10;20M`;
  expect(await terminal.text()).toContain('number=0');
  await terminal.type(wheel(true), wheel(true));
  expect(await terminal.text()).not.toContain('number=0');
  await terminal.type(wheel(false), wheel(false));
  expect(await terminal.text()).toContain('number=0');
  await terminal.type('?');
  const help = await terminal.text();
  await terminal.type(wheel(true));
  expect(await terminal.text()).not.toBe(help);
});

test('presses that come in one piece, as over a slow line, all count', async () => {
  const y = await lineWith('number=2');
  await terminal.type(clickAt(21, y) + clickAt(21, y));
  expect(await terminal.text()).toMatch(/worker --number=2[\s\S]*gfx/);
  expect(await terminal.text()).not.toContain('COMMAND');
});

test('without the mouse the wheel comes as arrow keys, and what the terminal had before comes back', async () => {
  const other = await openApp(80, 24);
  await other.terminal.lines();
  expect(other.terminal.output.written).toContain('\x1b[?1007s\x1b[?1007h');
  expect(other.terminal.output.written).not.toContain('\x1b[?1000h');
  other.app.close();
  await other.terminal.lines();
  expect(other.terminal.output.written).toContain('\x1b[?1007r');
});

test('y copies PID and command where the user allowed it, and nothing else', async () => {
  const osc52 = (): string[] =>
    Array.from(terminal.output.written.matchAll(/\x1b\]52;c;([^\x07]*)\x07/g), ([, text = '']) =>
      Buffer.from(text, 'base64').toString(),
    );
  await terminal.type('y');
  expect(osc52()).toEqual([]);
  expect(await terminal.text()).toContain('F2 switches it on');
  app.close();
  ({ terminal, app, calls } = await openApp(100, 30, { clipboard: true }));
  app.show(machine);
  await terminal.type('y', KEY.down, 'y');
  expect(osc52()).toEqual(['100 worker --number=0', '101 worker --number=1']);
  expect(await terminal.text()).toContain('given to the terminal');
});

test.each(['\x1b]52;c;cm0=\x07', 'two\nlines', '\x9b2J'])('what is copied cannot act when pasted: %j', async (evil) => {
  app.close();
  ({ terminal, app, calls } = await openApp(100, 30, { clipboard: true }));
  app.show(snapshot({ devices: machine.devices, clients: [client({ owner: { pid: 7, comm: evil, cmdline: `x ${evil}` } })] }));
  await terminal.type('y');
  const [, text = ''] = /\x1b\]52;c;([^\x07]*)\x07/.exec(terminal.output.written) ?? [];
  expect(Buffer.from(text, 'base64').toString()).toMatch(/^7 x [^\p{Cc}]*$/u);
});

test('a press on an entry of a menu takes it, and a second one does not explain the row below', async () => {
  await terminal.type(KEY.f6);
  const y = await lineWith(' PID  ');
  expect(y).toBeGreaterThan(0);
  await terminal.type(clickAt(3, y), clickAt(3, y));
  expect(await terminal.text()).toContain('ordered by pid');
  expect(await terminal.text()).toContain('COMMAND');
});
