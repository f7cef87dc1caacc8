/** What gpu-top itself runs in: terminal, locale, Node.js, and whether debugfs is there. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { checkDebugfs } from '../../src/doctor/debugfs.js';
import { checkNode } from '../../src/doctor/node.js';
import { checkTerminal } from '../../src/doctor/terminal.js';
import type { Io } from '../../src/shell/io.js';

function io(env: Io['env'], columns: number | null = 120, rows = 40): Io {
  const terminal = columns === null ? {} : { isTTY: true, columns, rows };
  return {
    stdin: Object.assign(new PassThrough(), terminal),
    stdout: Object.assign(new PassThrough(), terminal),
    stderr: new PassThrough(),
    env,
  };
}

const UTF8 = { TERM: 'xterm-256color', LANG: 'de_DE.UTF-8' };

describe('the terminal', () => {
  it.each([
    ['a large one', io(UTF8), ['terminal ok', 'locale ok']],
    ['one of 80x24', io(UTF8, 80, 24), ['terminal ok', 'locale ok']],
    ['a narrow one', io(UTF8, 79, 24), ['terminal note', 'locale ok']],
    ['a low one', io(UTF8, 80, 23), ['terminal note', 'locale ok']],
    ['the C locale', io({ TERM: 'xterm', LANG: 'C' }), ['terminal ok', 'locale note']],
    ['LC_ALL over LANG', io({ ...UTF8, LC_ALL: 'C' }), ['terminal ok', 'locale note']],
    ['the Linux console', io({ ...UTF8, TERM: 'linux' }), ['terminal ok', 'locale note']],
    ['a pipe', io(UTF8, null), ['terminal note']],
    ['TERM=dumb', io({ ...UTF8, TERM: 'dumb' }), ['terminal note']],
    ['no TERM', io({}), ['terminal note']],
  ])('%s', (_, world, expected) => {
    expect(checkTerminal(world).map(({ topic, state }) => `${topic} ${state}`)).toEqual(expected);
  });

  it('that has no UTF-8 is told how to get it, but not the console, which cannot draw it', () => {
    const todo = (env: Io['env']) => checkTerminal(io(env))[1]?.todo;
    expect(todo({ TERM: 'xterm', LANG: 'C' })).toBe('export LC_ALL=C.UTF-8');
    expect(todo({ TERM: 'linux', LANG: 'C.UTF-8' })).toBeNull();
  });
});

describe('Node.js', () => {
  it.each([
    ['v20.15.0', 'ok'],
    ['v26.9.1', 'ok'],
    ['v27.0.0', 'note'],
  ])('%s is a %s', (version, state) => {
    expect(checkNode(version, 'arm64', { oldest: '20.15', newest: '26' })).toMatchObject({
      state,
      text: `${version} on arm64, tested on 20.15 to 26`,
    });
  });
});

describe('debugfs', () => {
  it.each([
    ['readable', true, 'ok', null],
    ['readable', false, 'ok', null],
    ['refused', false, 'ok', null],
    ['refused', true, 'ok', null],
    ['absent', false, 'ok', null],
    ['absent', true, 'note', 'mount -t debugfs debugfs /sys/kernel/debug'],
  ] as const)('%s, root %s: %s', (debugfs, isRoot, state, todo) => {
    expect(checkDebugfs(debugfs, isRoot)).toMatchObject({ state, todo });
  });
});
