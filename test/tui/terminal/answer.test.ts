import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AnswerFilter, backgroundIn } from '../../../src/tui/terminal/answer.js';
import type { App } from '../../../src/tui/app.js';
import { createApp } from '../../../src/tui/app.js';
import { initialState } from '../../../src/tui/state/state.js';
import { FakeTerminal } from '../../support/fake-terminal.js';
import { quietCallbacks } from '../open.js';
import { busyMachine } from '../machines.js';

test.each([
  ['rgb:0000/0000/0000', 'dark'],
  ['rgb:ffff/ffff/ffff', 'light'],
  ['rgb:f/f/f', 'light'],
  ['rgba:1c/1c/1c/ff', 'dark'],
  ['rgb:fdfd/f6f6/e3e3', 'light'],
  ['rgb:0000/0000/ffff', 'dark'],
  ['#ffffff', null],
  ['', null],
])('%s is %s', (answer, background) => {
  expect(backgroundIn(answer)).toBe(background);
});

/** What of the pieces came through as keys, and what was answered. */
function taken(...pieces: string[]): { keys: string; answers: string[] } {
  const answers: string[] = [];
  const filter = new AnswerFilter((background) => answers.push(background));
  const keys = pieces.map((piece) => filter.take(piece)).join('');
  return { keys: keys + filter.release(), answers };
}

const ANSWER = '\x1b]11;rgb:ffff/ffff/ffff\x07';

test('however an answer is cut, and whatever keys are around it, the keys alone come through', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('q', '\x1b[A', '\x1bOP', '\x1b[<0;3;4M', ' ', ANSWER, ANSWER.replace('\x07', '\x1b\\')), {
        maxLength: 6,
      }),
      fc.array(fc.nat(120), { maxLength: 8 }),
      (parts, cuts) => {
        const text = parts.join('');
        const places = [...new Set(cuts.filter((at) => at < text.length))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((at, i) => text.slice(at, places[i]));
        const { keys, answers } = taken(...pieces);
        expect(keys).toBe(parts.filter((part) => !part.includes(']11')).join(''));
        expect(answers).toHaveLength(parts.filter((part) => part.includes(']11')).length);
      },
    ),
  );
});

test('Esc and Alt-] are keys when nothing follows', () => {
  expect(taken('\x1b').keys).toBe('\x1b');
  expect(taken('\x1b]').keys).toBe('\x1b]');
  expect(taken('\x1b', '[A').keys).toBe('\x1b[A');
  expect(taken('\x1b]52;c;x').keys).toBe('\x1b]52;c;x');
});

test('an answer without an end does not swallow the keyboard', () => {
  expect(taken(`\x1b]11;${'q'.repeat(100)}`).keys).toContain('q'.repeat(100));
});

describe('on the terminal', () => {
  let app: App;
  afterEach(() => app.close());

  test('the answer chooses the theme, early or late, and is no key', async () => {
    const terminal = new FakeTerminal(100, 30);
    const quit = vi.fn();
    app = await createApp({
      input: terminal.input,
      output: terminal.output,
      readonly: false,
      askBackground: true,
      state: initialState({ colours: 24 }),
      callbacks: { ...quietCallbacks, quit },
    });
    app.show(busyMachine);
    await terminal.lines();
    expect(terminal.output.written).toContain('\x1b]11;?\x07');
    const before = terminal.output.written.length;
    await terminal.type('\x1b]11;rgb:ffff/fff', 'f/ffff\x07');
    const text = await terminal.text();
    expect(terminal.output.written.slice(before)).toContain('48;2;223;226;231');
    expect(text).not.toContain('Filter');
    expect(text).not.toContain('rgb');
    expect(quit).not.toHaveBeenCalled();
    await terminal.type('q');
    expect(quit).toHaveBeenCalled();
  });
});
