/** Every key of the help, pressed: each changes the screen, says something, or asks the world outside for something. */
import { afterEach, expect, test } from 'vitest';
import { bindings } from '../../../src/tui/state/keys.js';
import { busyMachine } from '../machines.js';
import { KEY, openApp, type Opened } from '../open.js';

let opened: Opened | null = null;
afterEach(() => opened?.app.close());

/** These give the terminal away. */
const NOT_HERE = new Set(['C-z']);

const BYTES: Readonly<Record<string, string>> = {
  ...KEY,
  pageup: '\x1b[5~',
  pagedown: KEY.pageDown,
  space: ' ',
  'S-tab': '\x1b[Z',
  'C-l': '\x0c',
  'C-c': '\x03',
  f1: '\x1bOP',
  f4: '\x1bOS',
  f5: '\x1b[15~',
  f7: '\x1b[18~',
  f10: '\x1b[21~',
};

const PRESSED = bindings('normal').flatMap(({ keys }) => keys.filter((key) => !NOT_HERE.has(key)));

test.each([
  [80, 24],
  [160, 48],
])('at %ix%i every key does or says something', async (width, height) => {
  const dumb: string[] = [];
  for (const key of PRESSED) {
    opened = await openApp(width, height);
    const { terminal, app, calls } = opened;
    app.show(busyMachine);
    const before = await terminal.svg();
    await terminal.type(BYTES[key] ?? key);
    if (calls.length === 0 && (await terminal.svg()) === before) dumb.push(key);
    app.close();
  }
  expect(dumb).toEqual([]);
});
