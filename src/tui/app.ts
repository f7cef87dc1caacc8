/**
 * The screen: wires terminal, keys, state and drawing. Data comes in by `show`; what the user wants done goes out by the
 * callbacks. It has no clock, no files and no processes of its own, so that a test runs it whole on a terminal in memory.
 */
import { createHistory } from '../history/history.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { Streams } from './terminal/blessed.js';
import { ownLineChart } from './charts/own-line-chart.js';
import { compose, type Composed } from './compose.js';
import type { SelfCost } from './panels/status.js';
import { runsOf } from './picture/runs.js';
import { screenSvg } from './picture/svg.js';
import { Stage } from './stage.js';
import type { Effect, SignalTarget, Step, UiState } from './state/state.js';
import { press } from './press.js';
import { click } from './state/update.js';
import { groundOf } from './theme/theme.js';

export interface AppCallbacks {
  /** The user asked to leave: by a key, or interrupted by Ctrl-C, which a shell calls 130. The app stays open until `close`. */
  quit(interrupted: boolean): void;
  setInterval(ms: number): void;
  setPaused(paused: boolean): void;
  /** One more tick while paused; -1: one back, which only a recording can. */
  /** @returns why not; null: it does */
  step(direction: 1 | -1): string | null;
  /** Moves in a recording; returns a line to show where there is none to move in, else null. */
  seek(seconds: number): string | null;
  /** Sends a signal after checking that the process is still the one that started then; returns a line to show. */
  signalProcess(target: SignalTarget, signal: string): string;
  /** Saves the screen and returns a line to show: where it went, or why not. */
  saveScreenshot(shot: Screenshot): string;
  /** Saves the settings of this state and returns a line to show. */
  saveSettings(state: UiState): string;
}

/** The screen as it was: plain text, with its colours as SGR codes, and as a picture. */
export interface Screenshot {
  readonly text: string;
  readonly ansi: string;
  readonly svg: string;
}

export interface AppOptions extends Streams {
  readonly state: UiState;
  /** Take away everything that acts on processes. */
  readonly readonly: boolean;
  /** Ask the terminal for its background. Default: no. */
  readonly askBackground?: boolean;
  readonly callbacks: AppCallbacks;
}

export interface App {
  /** Shows a snapshot, and what gpu-top itself uses. */
  show(snapshot: Snapshot, self?: SelfCost): void;
  /** A line in place of the status line until the next key. */
  message(text: string): void;
  /** Shows that nothing is measured any more, and why, until the user goes on. */
  pause(why: string): void;
  /** What a late sweep waits for, in place of the status line until the next snapshot; null: it came. */
  late(text: string | null): void;
  /** Gives the terminal back. Safe to call twice. */
  close(): void;
}

const SGR = /\x1b\[[\d;]*m/g;

/** How long a message stands, beyond the tick that first showed it, unless a key takes it away before. */
const MESSAGE_NS = 5_000_000_000n;

/** Takes the terminal and says "measuring…" until the first `show`. blessed is loaded here and not before. */
export async function createApp(options: AppOptions): Promise<App> {
  const { openTerminal } = await import('./terminal/blessed.js');
  const { callbacks } = options;
  const history = createHistory();
  const stage = new Stage({ readonly: options.readonly, history });
  let { state } = options;
  let snapshot: Snapshot | null = null;
  let self: SelfCost | null = null;
  let seen: Composed;
  let told: { readonly message: string | null; readonly sinceNs: bigint } = { message: null, sinceNs: 0n };

  const terminal = openTerminal(options, {
    key(key) {
      const { next, effect } = press(seen, key, composed);
      if (effect === null) put(next);
      else act({ state: next.state, effect });
      if (state.page === 'graph') void loadLineChart();
    },
    click: (event) => act(click(state, event, seen.context)),
    redraw: () => draw(),
    background: (background) => {
      state = { ...state, background };
      draw();
    },
    notSuspended: () => say('not suspended: there is no shell here that could continue it'),
  });
  if (options.askBackground === true) terminal.askBackground();
  if (state.mouse) terminal.setMouse(true);

  function composed(of: UiState): Composed {
    const { width, height } = terminal;
    return compose(stage, snapshot, of, { width, height }, self);
  }

  function put(next: Composed): void {
    seen = next;
    ({ state } = next);
    terminal.draw(next.lines);
  }

  function draw(): void {
    put(composed(state));
  }

  /** A message has been read after a while; the status line, whose place it has, is for every tick. */
  function fade(nowNs: bigint): void {
    if (state.message !== told.message) told = { message: state.message, sinceNs: nowNs };
    else if (state.message !== null && nowNs - told.sinceNs > MESSAGE_NS) state = { ...state, message: null };
  }

  function say(message: string): void {
    state = { ...state, message };
    draw();
  }

  /** What the user did is judged by the frame that was seen then. */
  function act(step: Step): void {
    state = step.state;
    if (state.page === 'graph') void loadLineChart();
    if (step.effect !== null) carryOut(step.effect);
    draw();
  }

  /** blessed-contrib is optional and loaded when its chart is first wanted; without it the line is drawn by our own code. */
  async function loadLineChart(): Promise<void> {
    if (stage.lineChart !== null) return;
    try {
      const { createLineChart } = await import('./charts/line-chart.js');
      stage.lineChart = createLineChart(terminal.screen);
    } catch (error) {
      stage.lineChart = ownLineChart;
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') {
        const problem = error instanceof Error ? error.message : String(error);
        state = { ...state, message: `blessed-contrib could not be loaded: ${problem}` };
      }
    }
    draw();
  }

  function screenshot(): Screenshot {
    const background = groundOf(state);
    return {
      text: seen.lines.map((line) => line.replace(SGR, '').trimEnd()).join('\n'),
      ansi: seen.lines.map((line) => `${line}\x1b[m`).join('\n'),
      svg: screenSvg({ columns: terminal.width, rows: seen.lines.map((line) => runsOf(line, background)), background }),
    };
  }

  function carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'quit':
        callbacks.quit(effect.interrupted);
        return;
      case 'interval':
        callbacks.setInterval(effect.ms);
        return;
      case 'pause':
        callbacks.setPaused(effect.paused);
        return;
      case 'step':
      case 'seek': {
        const answer = effect.kind === 'step' ? callbacks.step(effect.direction) : callbacks.seek(effect.seconds);
        if (answer !== null) state = { ...state, message: answer };
        return;
      }
      case 'signal':
        state = { ...state, message: callbacks.signalProcess(effect.target, effect.signal) };
        return;
      case 'screenshot':
        state = { ...state, message: callbacks.saveScreenshot(screenshot()) };
        return;
      case 'save-settings':
        state = { ...state, message: callbacks.saveSettings(state) };
        return;
      case 'mouse':
        terminal.setMouse(effect.on);
        return;
      case 'copy':
        terminal.copy(effect.text);
        return;
      case 'repaint':
        terminal.repaint();
        return;
      case 'suspend':
        terminal.suspend();
        return;
    }
  }

  draw();
  return {
    show(next, cost) {
      history.add(next);
      snapshot = next;
      fade(next.atNs);
      if (cost !== undefined) self = cost;
      draw();
    },
    message: say,
    pause(why) {
      state = { ...state, paused: true };
      say(why);
    },
    late(text) {
      if (text === (self?.late ?? null)) return;
      self = { cpuRatio: self?.cpuRatio ?? null, late: text };
      draw();
    },
    close: () => terminal.close(),
  };
}
