/**
 * The one module that touches blessed: its casts, its bugs and the ways around them live here.
 *
 * blessed is used as a cell renderer with a keyboard: it keeps what the terminal shows, sends only the difference,
 * and takes keys apart. Imported lazily, as it costs 25 ms and 11 MB that `--json` need not pay.
 */
import blessed from 'blessed';
import type { Readable, Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { isNarrow, writeLine, type CellLine } from './cells.js';
import { keyPresses, type RawKey } from './key-press.js';
import type { Terminal, TerminalEvents } from './terminal.js';

/** A terminal's two halves, or stand-ins for them in tests. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

interface RawMouse {
  readonly action: string;
  readonly x: number;
  readonly y: number;
}

/**
 * The parts of a blessed screen used here. Written down by hand because @types/blessed has the types of `input` and
 * `output` swapped and knows neither `enter`, `leave`, `tput` nor `lines` as they are.
 */
export interface RawScreen {
  lines: CellLine[];
  readonly width: number;
  readonly height: number;
  readonly tput: { brokenACS: boolean };
  readonly program: {
    on(event: 'keypress', listener: (ch: string | undefined, key: RawKey) => void): void;
    on(event: 'mouse', listener: (event: RawMouse) => void): void;
    setMouse(modes: { vt200Mouse: boolean; sgrMouse: boolean }, on: boolean): void;
    bindMouse(): void;
  };
  on(event: 'resize', listener: () => void): void;
  append(element: unknown): void;
  render(): void;
  alloc(): void;
  enter(): void;
  leave(): void;
  destroy(): void;
}

interface RawModule {
  readonly Tput: { readonly ipaths: unknown[] };
  readonly unicode: { charWidth(text: string | number, index?: number): number };
  screen(options: object): RawScreen;
}

// The one cast: see RawScreen.
const raw = blessed as unknown as RawModule;

/**
 * blessed measures every cell that it sends, and for a narrow one walks through all its tables and then asks the
 * environment (NCURSES_CJK_WIDTH, which would also make bars twice as wide as drawn): a third of a frame's cost.
 */
const charWidth = raw.unicode.charWidth.bind(raw.unicode);
raw.unicode.charWidth = (text, index) => {
  if (typeof text === 'string' && index === undefined && isNarrow(text.charCodeAt(0))) return 1;
  return charWidth(text, index);
};

/** A storm of SIGWINCH (a window dragged by its corner) is answered once it pauses for this long. */
const RESIZE_QUIET_MS = 20;

/**
 * Creates a screen that behaves the same under every TERM.
 *
 * blessed reads terminfo entries in the 16-bit format only. ncurses >= 6.1 writes entries with more than 32767 colour
 * pairs, that is all of today's, in a 32-bit one; blessed misreads them, falls to 8 colours or prints generated
 * code on stderr. With the search path empty it uses the xterm-256color entry of its own package.
 */
function createScreen(streams: Streams): RawScreen {
  raw.Tput.ipaths.length = 0;
  const screen = raw.screen({
    ...streams,
    terminal: 'xterm-256color',
    forceUnicode: true,
    // Without it wide characters become `??`.
    fullUnicode: true,
    smartCSR: true,
    warnings: false,
    resizeTimeout: RESIZE_QUIET_MS,
  });
  // Box characters as they are, instead of a switch of character sets around each.
  screen.tput.brokenACS = true;
  return screen;
}

/** Takes the terminal: alternate screen, raw mode, hidden cursor. */
export function openTerminal(streams: Streams, events: TerminalEvents): Terminal & { readonly screen: RawScreen } {
  const screen = createScreen(streams);
  const { program } = screen;
  const widthOf = (point: number): number => charWidth(point);
  const realInput = streams.input instanceof ReadStream ? streams.input : null;
  let drawn: string[] = [];
  let drawnOn: CellLine[] | null = null;
  let mouse = false;
  let closed = false;

  program.on('keypress', (ch, key) => {
    for (const press of keyPresses(ch, key)) events.key(press);
  });
  program.on('mouse', ({ action, x, y }) => {
    if (action === 'mousedown') events.click({ kind: 'press', x, y });
    else if (action === 'wheelup') events.click({ kind: 'wheel-up', x, y });
    else if (action === 'wheeldown') events.click({ kind: 'wheel-down', x, y });
  });
  screen.on('resize', () => events.redraw());

  // Presses (1000) with SGR coordinates (1006). blessed's own choice also reports every movement.
  const sendMouseMode = (on: boolean): void => program.setMouse({ vt200Mouse: on, sgrMouse: on }, on);

  const resume = (): void => {
    if (closed) return;
    process.on('SIGTSTP', suspend);
    realInput?.setRawMode(true);
    screen.enter();
    if (mouse) sendMouseMode(true);
    events.redraw();
  };
  // blessed's own way to stop does so before its buffer is flushed: the shell would come back inside the alternate
  // screen. `leave` flushes. The whole group is stopped, as the kernel does for Ctrl-Z, or `npm start` would wait on.
  const suspend = (): void => {
    if (mouse) sendMouseMode(false);
    screen.leave();
    realInput?.setRawMode(false);
    process.once('SIGCONT', resume);
    process.off('SIGTSTP', suspend);
    process.kill(0, 'SIGTSTP');
  };
  if (realInput !== null) process.on('SIGTSTP', suspend);

  return {
    screen,
    get width() {
      return Math.max(1, screen.width);
    },
    get height() {
      return Math.max(1, screen.height);
    },
    draw(lines) {
      if (closed) return;
      const cells = screen.lines;
      // blessed makes new rows at each change of size: nothing of the last frame is left in them.
      if (cells !== drawnOn) drawn = [];
      drawnOn = cells;
      for (let y = 0; y < cells.length; y += 1) {
        const row = cells[y];
        const line = lines[y] ?? '';
        if (row === undefined || drawn[y] === line) continue;
        writeLine(row, line, widthOf);
        drawn[y] = line;
      }
      screen.render();
    },
    setMouse(on) {
      if (on === mouse || closed) return;
      mouse = on;
      if (on) program.bindMouse();
      sendMouseMode(on);
    },
    suspend,
    repaint() {
      screen.alloc();
      events.redraw();
    },
    close() {
      if (closed) return;
      closed = true;
      process.off('SIGTSTP', suspend);
      process.off('SIGCONT', resume);
      if (mouse) sendMouseMode(false);
      screen.destroy();
    },
  };
}
