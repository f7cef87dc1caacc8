import { afterEach, expect, test } from 'vitest';
import { createApp, type App } from '../../src/tui/app.js';
import { initialState } from '../../src/tui/state/state.js';
import { FakeTerminal } from '../support/fake-terminal.js';
import { HOSTILE_NAMES, hostileMachine } from './machines.js';
import { quietCallbacks } from './open.js';

let app: App;
afterEach(() => app.close());

/** Codes that a frame may hold: SGR, cursor movement, erase, scroll region, and the modes of entering and leaving. */
const OWN_CODES = /\x1b(?:\[[\d;?]*[A-HJKhlmrs]|[78=>]|\([B0])/g;

test('names of other processes cannot reach the terminal as codes, nor move what stands beside them', async () => {
  const terminal = new FakeTerminal(160, 40);
  const state = initialState({ view: { ...initialState().view, all: true } });
  app = await createApp({ input: terminal.input, output: terminal.output, state, readonly: false, callbacks: quietCallbacks });
  app.show(hostileMachine);
  const lines = await terminal.lines();
  const pids = lines.flatMap((line) => /^ +(1\d\d) /.exec(line)?.[1] ?? []);
  expect(pids).toEqual(HOSTILE_NAMES.map((_, i) => String(100 + i)));
  const text = lines.join('\n');
  expect(text).toContain('·[31mred·[0m');
  expect(text).toContain('{red-fg}blessed{/red');
  expect(text).toContain('漢字アプリ');
  expect(terminal.title).toBe('');
  // What is left of the bytes once gpu-top's own codes are out must be text.
  expect(terminal.output.written.replace(OWN_CODES, '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
});
