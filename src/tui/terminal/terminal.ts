/**
 * A terminal as the rest of the screen code sees it: finished lines out, key names and clicks in.
 *
 * The one implementation is blessed.ts, loaded only when there is a screen to draw on; a type of its own keeps
 * blessed's loose edges out of every other file.
 */
import type { Background } from '../theme/theme.js';

/** A key press: `up`, `enter`, `f5`, `C-c`, `M-x`, `space`; a printable key is its own character (`A`, `/`). */
export interface KeyPress {
  readonly name: string;
  /** What the key would type into a line of text; empty for keys that type nothing. */
  readonly text: string;
}

/** A mouse event; `x` and `y` are cells from the top left corner, 0-based. */
export interface Click {
  /** `double`: a press that follows one at the same cell at once. */
  readonly kind: 'press' | 'double' | 'wheel-up' | 'wheel-down';
  readonly x: number;
  readonly y: number;
}

export interface TerminalEvents {
  readonly key: (key: KeyPress) => void;
  readonly click: (click: Click) => void;
  /** The size changed, or the screen was given back after Ctrl-Z: draw everything again. */
  readonly redraw: () => void;
  /** The terminal answered `askBackground`. */
  readonly background: (background: Background) => void;
  /** Ctrl-Z, where there is no shell that could continue what it stopped: nothing was stopped. */
  readonly notSuspended: () => void;
}

export interface Terminal {
  /** Size in cells; both at least 1. */
  readonly width: number;
  readonly height: number;
  /** Shows one line per row from the top. Lines carry SGR codes only and are exactly `width` cells wide. */
  draw(lines: readonly string[]): void;
  /** Presses and the wheel; while on, the terminal's own selection needs Shift. */
  setMouse(on: boolean): void;
  /** Asks the terminal for its background. Nothing waits for the answer, and not every terminal gives one. */
  askBackground(): void;
  /** Gives the terminal to the shell and stops the process group, as Ctrl-Z does; draws nothing until it is continued. */
  suspend(): void;
  /** Asks the terminal to put `text` into the clipboard (OSC 52); it need not obey, and does not answer. */
  copy(text: string): void;
  /** Clears the whole terminal and draws again, after another program wrote over it. */
  repaint(): void;
  /** Leaves the alternate screen, raw mode and mouse mode. Safe to call twice. */
  close(): void;
}
