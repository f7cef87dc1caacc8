import { describe, expect, test } from 'vitest';
import { bindings, commandMap, KEY_STYLES, keyLabel, KEYS } from '../../../src/tui/state/keys.js';

describe.each(KEY_STYLES)('with %s keys', (style) => {
  test('no key belongs to two commands', () => {
    const keys = bindings(style).flatMap((binding) => binding.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test('every command has a key', () => {
    expect(bindings(style).filter((binding) => binding.keys.length === 0)).toEqual([]);
  });
});

test('no command stands in the table twice', () => {
  const commands = KEYS.map((binding) => binding.command);
  expect(commands.filter((command, i) => commands.indexOf(command) !== i)).toEqual([]);
});

// What people press without looking, by the program they come from.
describe('habits', () => {
  test.each([
    [
      'htop',
      { f1: 'help', f2: 'setup', f3: 'search', f4: 'filter', f5: 'tree', f6: 'sort-menu', f9: 'signal-menu', f10: 'quit' },
    ],
    [
      'htop',
      { '?': 'help', '/': 'filter', t: 'tree', '<': 'sort-menu', k: 'signal-menu', q: 'quit', I: 'reverse', u: 'user-menu' },
    ],
    ['htop', { P: 'sort-cpu', M: 'sort-memory', T: 'sort-time', N: 'sort-pid', Z: 'pause', U: 'unmark-all', 'C-l': 'repaint' }],
    ['nvtop', { f2: 'setup', f6: 'sort-menu', f9: 'signal-menu', f12: 'save-settings', f10: 'quit', enter: 'detail' }],
    [
      'intel_gpu_top',
      { q: 'quit', h: 'help', 1: 'per-engine', n: 'numbers', s: 'sort-next', i: 'idle', H: 'by-process', m: 'regions' },
    ],
  ])('of %s', (_program, wanted) => {
    const commands = commandMap('normal');
    for (const [key, command] of Object.entries(wanted)) expect(commands.get(key), key).toBe(command);
  });

  test('of vi, with the keys that they push aside on other keys', () => {
    const commands = commandMap('vi');
    expect(['h', 'j', 'k', 'l'].map((key) => commands.get(key))).toEqual(['columns-left', 'down', 'up', 'columns-right']);
    expect([commands.get('?'), commands.get('K')]).toEqual(['help', 'signal-menu']);
  });
});

test.each([
  ['f10', 'F10'],
  ['C-l', 'Ctrl-L'],
  ['space', 'Space'],
  ['S-tab', 'Shift-Tab'],
  ['pagedown', 'PgDn'],
  ['/', '/'],
])('%s is called %s', (key, label) => {
  expect(keyLabel(key)).toBe(label);
});
