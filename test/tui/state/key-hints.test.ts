import { afterEach, expect, test } from 'vitest';
import type { App } from '../../../src/tui/app.js';
import type { UiState } from '../../../src/tui/state/state.js';
import type { FakeTerminal } from '../../support/fake-terminal.js';
import { client, device, snapshot } from '../../support/snapshots.js';
import { KEY, openApp } from '../open.js';

let terminal: FakeTerminal;
let app: App;

const machine = snapshot({
  devices: [device({ engines: { gfx: 0.5 } })],
  clients: [client({ key: 'a', engines: { gfx: 0.5 } }), client({ key: 'b', engines: { gfx: 0.1 } })],
});

async function open(state: Partial<UiState> = {}, shown = machine, rows = 24): Promise<void> {
  ({ terminal, app } = await openApp(100, rows, state));
  app.show(shown);
}

async function bar(...keys: string[]): Promise<string> {
  await terminal.type(...keys);
  return (await terminal.lines()).at(-1) ?? '';
}

afterEach(() => app.close());

test('a menu says how to choose and how to close it', async () => {
  await open();
  expect(await bar(KEY.f6)).toBe('↑ ↓ choose  Enter take  Esc close');
  expect(await bar(KEY.escape, KEY.f2)).toBe('↑ ↓ choose  ← → change  F12 save  Esc close');
});

test('a line being typed says how to keep it and how to undo it', async () => {
  await open();
  expect(await bar('/')).toBe('Enter keep  Ctrl-U empty  Esc as before');
  expect(await bar(KEY.escape, KEY.f3)).toBe('↑ ↓ last, next  Enter stay here  Esc back');
});

test('a question names the one key that sends', async () => {
  await open();
  expect(await bar(KEY.down, KEY.f9, KEY.enter)).toBe('y send  any other key send nothing');
});

test('a page says how much of it is below, until nothing is', async () => {
  await open();
  const first = await bar('?');
  expect(first).toMatch(/^↑ ↓ \d+ more lines {2}PgUp PgDn by pages {2}Esc back$/);
  expect(await bar(KEY.end)).toBe('↑ ↓ scroll  PgUp PgDn by pages  Esc back');
});

test('a page that fits has nothing to scroll; the history has other series', async () => {
  await open({}, machine, 60);
  expect(await bar('g')).toBe('← → other series  + - zoom  Esc back');
  expect(await bar(KEY.escape, 'w')).toBe('Esc back');
});

test('while paused, the keys that go on come first', async () => {
  await open({ paused: true });
  expect(await bar()).toMatch(/^Space go on {2}\. one tick {2}F1 help .* q quit$/);
});

test('a recording keyHints its player', async () => {
  await open({}, { ...machine, source: { kind: 'replay', root: 'night.gputop' } });
  expect(await bar()).toMatch(/^Space pause {2}\[ ] 10 s {2}\{ } 5 min {2}F1 help .* q quit$/);
});
