import { afterEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../../src/tui/app.js';
import { applySgr, DEFAULT_ATTR } from '../../src/tui/terminal/cells.js';
import { heat, THEME_NAMES, THEMES } from '../../src/tui/theme.js';
import { busyMachine } from './machines.js';
import { openApp } from './open.js';
import { tickAt } from './ticks.js';

function codes(text: string): string[] {
  return [...text.matchAll(/\x1b\[([\d;]*)m/g)].map((match) => match[1] ?? '');
}

describe.each(THEME_NAMES)('theme %s', (name) => {
  test('every style switches off what it switched on, and no more', () => {
    for (const [role, style] of Object.entries(THEMES[name])) {
      const on = codes(style.on).reduce(applySgr, DEFAULT_ATTR);
      expect(codes(style.off).reduce(applySgr, on), role).toBe(DEFAULT_ATTR);
      // Within an inverse row, the row stays inverse.
      if (codes(style.on).some((code) => code === '7')) continue;
      const inverse = applySgr(DEFAULT_ATTR, '7');
      const inside = codes(style.on).reduce(applySgr, inverse);
      expect(codes(style.off).reduce(applySgr, inside), role).toBe(inverse);
    }
  });

  test('the selected row and the banner can be told without colour', () => {
    const { selected, banner } = THEMES[name];
    for (const style of [selected, banner]) expect(codes(style.on)).not.toEqual([]);
  });
});

test('mono uses no colour at all', () => {
  const all = Object.values(THEMES.mono).flatMap((style) => codes(style.on));
  expect(all.every((code) => ['1', '4', '7'].includes(code))).toBe(true);
});

test.each([
  [0, 'low'],
  [0.399, 'low'],
  [0.4, 'middle'],
  [0.8, 'high'],
  [1.7, 'high'],
])('%f is %s', (ratio, role) => {
  expect(heat(ratio)).toBe(role);
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
