import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { describeProblems, formatSettings, parseSettings, SETTING_KEYS } from '../../../src/tui/state/settings.js';
import { initialState } from '../../../src/tui/state/state.js';

test('reads every key', () => {
  const { settings, problems } = parseSettings(`
    interval = 0.5
    theme = "contrast"
    heat = [50, 80]
    ascii = true
    keys = "vi"
    mouse = true
    sort = "vram"
    reverse = true
    by = "user"
    all = true
    hide = ["cpu", "holders"]
    cells = "numbers"
    average = "10s"
    panels = "line"
    regions = false
    per_engine = true
  `);
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    intervalMs: 500,
    theme: 'contrast',
    heat: { middle: 0.5, high: 0.8 },
    ascii: true,
    keys: 'vi',
    mouse: true,
    view: { sort: 'vram', reverse: true, by: 'user', all: true },
    hidden: new Set(['cpu', 'holders']),
    cells: 'numbers',
    average: '10s',
    panels: 'line',
    allRegions: false,
    perEngine: true,
  });
});

describe('what cannot be used is told with line and key, and the rest holds', () => {
  test.each([
    ['theme = "drak"', 1, 'theme', 'expected one of "auto", "dark", "light", "contrast", "mono", got "drak"'],
    ['heat = [85, 60]', 1, 'heat', 'expected two percentages, the first below the second, such as [60, 85], got [85,60]'],
    ['\ninterval = "1s"', 2, 'interval', 'expected seconds from 0.1 to 86400, got "1s"'],
    ['interval = 0', 1, 'interval', 'expected seconds from 0.1 to 86400, got 0'],
    ['# x\n\n  "mouse" = 1', 3, 'mouse', 'expected true or false, got 1'],
    ['hide = ["a", 2]', 1, 'hide', 'expected a list of column keys, such as ["cpu", "holders"], got ["a",2]'],
    ['sort = ""', 1, 'sort', 'expected the key of a column, such as "gfx" or "pid", got ""'],
    ['all = true\nthem = "dark"', 2, 'them', 'unknown key (did you mean theme?)'],
    ['constructor = 1', 1, 'constructor', 'unknown key'],
    ['all = true\n[theme]\na = 1', 2, 'theme', 'expected one of'],
  ])('%j', (text, line, key, message) => {
    const { settings, problems } = parseSettings(`${text}\n`);
    expect(problems).toEqual([{ line, key, message: expect.stringContaining(message) as string }]);
    if (text.includes('all = true')) expect(settings.view?.all).toBe(true);
  });

  test('a file that is no TOML is told with the line of the fault', () => {
    const { settings, problems } = parseSettings('all = true\ntheme = dark\n');
    expect(settings).toEqual({});
    expect(problems).toHaveLength(1);
    expect(describeProblems('/c.toml', problems)[0]).toMatch(/^\/c\.toml:2: not TOML at column \d+: /);
  });
});

test('what is written brings the same state back', () => {
  const state = initialState({
    theme: 'light',
    intervalMs: 2500,
    keys: 'vi',
    hidden: new Set(['cpu']),
    view: { ...initialState().view, sort: 'gtt', by: 'unit', all: true },
  });
  const { settings, problems } = parseSettings(formatSettings(state));
  expect(problems).toEqual([]);
  expect({ ...settings, view: { ...state.view, ...settings.view } }).toMatchObject({
    theme: 'light',
    intervalMs: 2500,
    keys: 'vi',
    hidden: new Set(['cpu']),
    view: state.view,
  });
});

test('every key of the file is written when it says something', () => {
  const state = initialState({ ascii: true, view: { ...initialState().view, sort: 'pid' } });
  expect(Object.keys(parse(formatSettings(state))).sort()).toEqual([...SETTING_KEYS].sort());
});
