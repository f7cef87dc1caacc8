import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { chooseEmitter } from '../../src/top/emitters.js';
import { type Io, wantsColour, whyNoScreen } from '../../src/shell/io.js';
import { client, snapshot } from '../support/snapshots.js';

const SGR = /\x1b\[[0-9;]*m/g;

function terminal(env: Io['env'], size: { columns?: number } = {}): Io {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, ...size });
  return { stdin, stdout, stderr: stdout, env };
}

test.each([
  [{ TERM: 'xterm-256color' }, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '' }, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '1' }, false],
  [{ TERM: 'dumb' }, false],
  [{ TERM: '' }, false],
  [{}, false],
])('colour is for terminals that say what they are, and users who did not say no: %j', (env, wanted) => {
  expect(wantsColour(terminal(env))).toBe(wanted);
});

test.each([
  [{ TERM: 'linux' }, null],
  [{ TERM: 'dumb' }, 'TERM is "dumb", a terminal without cursor movement'],
  [{ TERM: '' }, 'TERM is not set, a terminal without cursor movement'],
  [{}, 'TERM is not set, a terminal without cursor movement'],
])('a screen needs a terminal that moves its cursor: %j', (env, obstacle) => {
  expect(whyNoScreen(terminal(env))).toBe(obstacle);
});

test.each([
  ['the terminal', { columns: 50 }, { COLUMNS: '70' }, 50],
  ['COLUMNS where the terminal has no size', { columns: 0 }, { COLUMNS: '70' }, 70],
  ['80 where the terminal has no size', { columns: 0 }, {}, 80],
  ['80 where COLUMNS is nonsense', {}, { COLUMNS: 'wide' }, 80],
])('a table is as wide as %s', async (_whose, size, env, width) => {
  const emitter = await chooseEmitter({ all: true }, terminal(env, size));
  const shown = await emitter.tick(snapshot({ clients: [client({ owner: { cmdline: 'x'.repeat(500) } })] }));
  expect(Math.max(...shown.split('\n').map((line) => line.replaceAll(SGR, '').length))).toBe(width);
});
