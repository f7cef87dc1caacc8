/** Opens the app on a terminal in memory and remembers what it asked for. */
import { createApp, type App, type AppCallbacks } from '../../src/tui/app.js';
import { initialState, type UiState } from '../../src/tui/state/state.js';
import { FakeTerminal } from '../support/fake-terminal.js';

export const quietCallbacks: AppCallbacks = {
  quit: () => undefined,
  setInterval: () => undefined,
  setPaused: () => undefined,
  step: () => null,
  seek: () => null,
  signalProcess: () => '',
  saveScreenshot: () => '',
  saveSettings: () => '',
};

export interface Opened {
  readonly terminal: FakeTerminal;
  readonly app: App;
  /** Calls of callbacks, in order. */
  readonly calls: unknown[];
}

export async function openApp(
  columns: number,
  rows: number,
  state: Partial<UiState> = {},
  options: { readonly readonly?: boolean } = {},
): Promise<Opened> {
  const terminal = new FakeTerminal(columns, rows);
  const calls: unknown[] = [];
  const callbacks: AppCallbacks = {
    quit: () => void calls.push('quit'),
    setInterval: (ms) => void calls.push(['interval', ms]),
    setPaused: (paused) => void calls.push(['paused', paused]),
    step(direction) {
      calls.push(direction === 1 ? 'step' : 'step back');
      return null;
    },
    seek(seconds) {
      calls.push(`seek ${seconds}`);
      return null;
    },
    signalProcess: (target, signal) => {
      calls.push([target, signal]);
      return `${signal} sent`;
    },
    saveScreenshot: (shot) => {
      calls.push(shot);
      return 'saved shot.txt';
    },
    saveSettings: (kept) => {
      calls.push(kept);
      return 'settings saved';
    },
  };
  const { input, output } = terminal;
  const app = await createApp({ input, output, state: initialState(state), readonly: options.readonly ?? false, callbacks });
  return { terminal, app, calls };
}

/** Keys as the bytes that a terminal sends. */
export const KEY = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageDown: '\x1b[6~',
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  f2: '\x1bOQ',
  f3: '\x1bOR',
  f6: '\x1b[17~',
  f9: '\x1b[20~',
  f12: '\x1b[24~',
} as const;

/** A press of the left button at a cell (0-based), as terminals report it in SGR mode. */
export function clickAt(x: number, y: number): string {
  return `\x1b[<0;${x + 1};${y + 1}M`;
}
