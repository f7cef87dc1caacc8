import { afterEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../../../src/tui/app.js';
import { applySgr, DEFAULT_ATTR } from '../../../src/tui/terminal/cells.js';
import { backgroundOf, canAskBackground, colourDepth } from '../../../src/tui/theme/environment.js';
import { THEME_WISH, themeFor } from '../../../src/tui/theme/theme.js';
import { HEAT_LEVELS, heatOf } from '../../../src/view/text/heat.js';
import { busyMachine } from '../machines.js';
import { openApp } from '../open.js';
import { tickAt } from '../ticks.js';
import { EVERY_THEME, stylesOf } from './every-theme.js';

function codes(text: string): string[] {
  return [...text.matchAll(/\x1b\[([\d;]*)m/g)].map((match) => match[1] ?? '');
}

describe.each(EVERY_THEME)('theme %s', (_name, theme) => {
  test('every style switches off what it switched on, and no more', () => {
    for (const style of stylesOf(theme)) {
      const on = codes(style.on).reduce(applySgr, DEFAULT_ATTR);
      expect(codes(style.off).reduce(applySgr, on), style.on).toBe(DEFAULT_ATTR);
      // Within an inverse row, the row stays inverse.
      if (codes(style.on).some((code) => code === '7')) continue;
      const inverse = applySgr(DEFAULT_ATTR, '7');
      const inside = codes(style.on).reduce(applySgr, inverse);
      expect(codes(style.off).reduce(applySgr, inside), style.on).toBe(inverse);
    }
  });

  test('the selected row can be told without colour, names and keys have the terminal’s own', () => {
    expect(codes(theme.selected.on)).not.toEqual([]);
    for (const { on } of [theme.title, theme.key, theme.label, theme.keyLabel])
      expect(codes(on).every((code) => code === '1')).toBe(true);
  });
});

test('mono uses no colour at all', () => {
  const all = stylesOf(themeFor({ ...THEME_WISH, theme: 'mono' })).flatMap(({ on }) => codes(on));
  expect(all.every((code) => ['1', '4', '7'].includes(code))).toBe(true);
});

test.each([
  [0, 'low'],
  [0.599, 'low'],
  [0.6, 'middle'],
  [0.85, 'high'],
  [1.7, 'high'],
])('%f is %s', (ratio, heat) => {
  expect(heatOf(ratio)).toBe(heat);
});

test('with 16 million colours busyness goes over from one colour to the next, and has theirs where they begin', () => {
  const theme = themeFor({ ...THEME_WISH, colours: 24 });
  const looks = new Set(Array.from({ length: 101 }, (_, i) => theme.heat(i / 100).on));
  expect(looks.size).toBeGreaterThan(30);
  const at = (middle: number, high: number, ratio: number): string =>
    themeFor({ ...THEME_WISH, colours: 24, heat: { middle, high } }).heat(ratio).on;
  expect(at(HEAT_LEVELS.middle, HEAT_LEVELS.high, 0.6)).toBe(theme.middle.on);
  expect(at(0.2, 0.5, 0.2)).toBe(theme.middle.on);
  expect(at(0.2, 0.5, 0.5)).toBe(theme.high.on);
});

test.each([
  [{ TERM: 'xterm-256color' }, 8],
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 24],
  [{ TERM: 'xterm-direct' }, 24],
  [{ TERM: 'tmux-256color', COLORTERM: '24bit', NO_COLOR: '1' }, 0],
  [{ TERM: 'xterm', NO_COLOR: '' }, 8],
  [{ TERM: 'linux' }, 4],
  [{ TERM: 'screen' }, 4],
  [{ TERM: 'screen.xterm-256color' }, 8],
  [{ TERM: 'alacritty' }, 8],
  [{ TERM: 'vt220' }, 0],
  [{ TERM: 'dumb', COLORTERM: 'truecolor' }, 0],
  [{}, 8],
])('%j has colours of %i bits', (env, bits) => {
  expect(colourDepth(env)).toBe(bits);
});

test.each([
  ['15;0', 'dark'],
  ['0;15', 'light'],
  ['0;default;15', 'light'],
  ['0;7', 'light'],
  ['12;8', 'dark'],
  ['15;default', null],
  ['15;99', null],
  [undefined, null],
])('COLORFGBG=%s is %s', (value, background) => {
  expect(backgroundOf({ COLORFGBG: value })).toBe(background);
});

test('a console that would print the question is not asked', () => {
  expect(['linux', 'dumb', 'vt100', ''].map((TERM) => canAskBackground({ TERM }))).toEqual([false, false, false, false]);
  expect(canAskBackground({ TERM: 'foot' })).toBe(true);
});

describe('on the terminal', () => {
  let app: App;
  afterEach(() => app.close());

  test('mono sends no colour', async () => {
    const opened = await openApp(160, 50, { theme: 'mono' });
    ({ app } = opened);
    app.show(busyMachine);
    for (let second = 1; second < 9; second += 1) app.show(tickAt(second, 0.5));
    await opened.terminal.type('g');
    // blessed-contrib's chart has colours of its own.
    await vi.waitFor(async () => expect(await opened.terminal.text()).toContain('75 ⡇'));
    await opened.terminal.type('?');
    expect(opened.terminal.output.written).not.toMatch(/\x1b\[[\d;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m/);
  });

  test('ASCII mode sends only ASCII', async () => {
    const opened = await openApp(160, 50, { ascii: true });
    ({ app } = opened);
    app.show(busyMachine);
    await opened.terminal.type('g');
    await opened.terminal.type('?');
    await opened.terminal.lines();
    expect(opened.terminal.output.written).toMatch(/^[\x00-\x7f]*$/);
  });
});
