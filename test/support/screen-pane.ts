/** gpu-top's screen in a real terminal, as a person uses it: look, press a key, leave. */
import { expect } from 'vitest';
import { BIN } from './gpu-top.js';
import { TmuxPane } from './tmux.js';

/** A terminal in which gpu-top runs; what it left with is printed after it. */
export function openScreen(args: string, env: Readonly<Record<string, string>> = {}): Promise<TmuxPane> {
  const set = Object.entries(env).map(([name, value]) => `${name}="${value}" `);
  return TmuxPane.start(`${set.join('')}${process.execPath} ${BIN} --no-config -d 0.2 ${args}; echo left with $?`, 120, 30);
}

/** Waits until the terminal shows it. */
export const sees = (pane: TmuxPane, text: RegExp): Promise<void> =>
  expect.poll(() => pane.text(), { timeout: 15_000, interval: 20 }).toMatch(text);

/** Presses q and makes sure that the terminal was given back. @returns ms from the key to the shell */
export async function leaves(pane: TmuxPane): Promise<number> {
  const pressedMs = performance.now();
  await pane.type('q');
  await sees(pane, /left with 0/);
  const tookMs = performance.now() - pressedMs;
  expect(await pane.onAlternateScreen()).toBe(false);
  return tookMs;
}

/** Opens the help page and closes it again. @returns ms from the key to the page */
export async function answersKeys(pane: TmuxPane): Promise<number> {
  const pressedMs = performance.now();
  await pane.type('F1');
  await sees(pane, /one row up/);
  const tookMs = performance.now() - pressedMs;
  await pane.type('Escape');
  await expect.poll(() => pane.text(), { timeout: 15_000, interval: 20 }).not.toMatch(/one row up/);
  return tookMs;
}
