import { expect, test } from 'vitest';
import { keyPresses, type RawKey } from '../../../src/tui/terminal/key-press.js';

test.each<[string, string | undefined, RawKey, string[]]>([
  ['a letter', 'a', { name: 'a', full: 'a', sequence: 'a' }, ['a']],
  ['a capital is itself', 'A', { name: 'a', full: 'S-a', sequence: 'A' }, ['A']],
  ['a sign', '/', { full: '/' }, ['/']],
  ['space', ' ', { name: 'space', full: 'space', sequence: ' ' }, ['space']],
  ['a control key', '\x0c', { name: 'l', full: 'C-l', sequence: '\x0c' }, ['C-l']],
  ['Enter counts once', '\r', { name: 'enter', full: 'enter', sequence: '\r' }, ['enter']],
  ['the other event of Enter', '\r', { name: 'return', full: 'return', sequence: '\r' }, []],
  ['linefeed is Enter', '\n', { name: 'linefeed', full: 'linefeed', sequence: '\n' }, ['enter']],
  ['backspace', '\x7f', { name: 'backspace', full: 'backspace', sequence: '\x7f' }, ['backspace']],
  ['an arrow', undefined, { name: 'up', full: 'up', sequence: '\x1b[A' }, ['up']],
  ['Esc', '\x1b', { name: 'escape', full: 'escape', sequence: '\x1b' }, ['escape']],
  ['Esc and a letter in one read', undefined, { name: 'w', full: 'M-w', sequence: '\x1bw' }, ['escape', 'w']],
  ['Esc and a function key in one read', undefined, { name: 'f6', full: 'f6', sequence: '\x1b\x1b[17~' }, ['escape', 'f6']],
  ['Alt with an arrow is no Esc', undefined, { name: 'up', full: 'M-up', sequence: '\x1b[1;3A' }, ['M-up']],
])('%s', (_name, ch, key, names) => {
  expect(keyPresses(ch, key).map(({ name }) => name)).toEqual(names);
});
