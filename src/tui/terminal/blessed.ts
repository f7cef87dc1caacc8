/**
 * The one module that touches blessed: its casts, its bugs and the ways around them live here.
 *
 * blessed takes the terminal and gives it back, whatever ends the program; it takes keys and clicks apart and knows the size.
 * What stands on the screen is `ScreenDiff`'s. Imported lazily, as `--json` need not pay for it, and by the file:
 * the package's index loads every widget, and `import` reads each file twice, to find out what it exports.
 */
import { createRequire } from 'node:module';
import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { ASK_BACKGROUND } from './answer.js';
import { KeyInput } from './key-input.js';
import { keyPresses, type RawKey } from './key-press.js';
import { ScreenDiff } from './screen-diff.js';
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
  /** blessed's own cells, which nothing is drawn in. Made anew whenever it clears the terminal. */
  readonly lines: object;
  readonly width: number;
  readonly height: number;
  readonly program: {
    on(event: 'keypress', listener: (ch: string | undefined, key: RawKey) => void): void;
    on(event: 'mouse', listener: (event: RawMouse) => void): void;
    setMouse(modes: { vt200Mouse: boolean; sgrMouse: boolean }, on: boolean): void;
    bindMouse(): void;
    /** Sent with whatever else is written in this turn. */
    _write(text: string): void;
  };
  on(event: 'resize', listener: () => void): void;
  append(element: unknown): void;
  alloc(): void;
  enter(): void;
  leave(): void;
  destroy(): void;
}

const require = createRequire(import.meta.url);
// The casts: see RawScreen.
const Screen = require('blessed/lib/widgets/screen.js') as new (options: object) => RawScreen;
const Tput = require('blessed/lib/tput.js') as { readonly ipaths: unknown[] };
const unicode = require('blessed/lib/unicode.js') as { charWidth(point: number): number };

/** A storm of SIGWINCH (a window dragged by its corner) is answered once it pauses for this long. */
const RESIZE_QUIET_MS = 20;

/** Two presses within this time are one double click. */
const DOUBLE_MS = 400;
/** Presses (1000) and their coordinates as numbers (1006), both off: xterm's ctlseqs, "Mouse Tracking". */
const MOUSE_OFF = '\x1b[?1000l\x1b[?1006l';
/**
 * The wheel as arrow keys (1007), which leaves the terminal's own selection alone, and back to what the user had: ctlseqs, "Alternate
 * Scroll", XTSAVE and XTRESTORE. A terminal that does not know one of them ignores it.
 */
const WHEEL_ON = '\x1b[?1007s\x1b[?1007h';
const WHEEL_BACK = '\x1b[?1007r';

/** Resolves when the handlers of all signals that have come by now have been called: the loop polls between two of its rounds. */
async function afterSignals(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/**
 * Creates a screen that behaves the same under every TERM.
 *
 * blessed reads terminfo entries in the 16-bit format only. ncurses >= 6.1 writes entries with more than 32767 colour
 * pairs, that is all of today's, in a 32-bit one; blessed misreads them, falls to 8 colours or prints generated
 * code on stderr. With the search path empty it uses the xterm-256color entry of its own package.
 */
function createScreen(streams: { readonly input: KeyInput; readonly output: Writable }): RawScreen {
  Tput.ipaths.length = 0;
  return new Screen({
    ...streams,
    terminal: 'xterm-256color',
    forceUnicode: true,
    smartCSR: true,
    warnings: false,
    resizeTimeout: RESIZE_QUIET_MS,
  });
}

/** Takes the terminal: alternate screen, raw mode, hidden cursor. */
export function openTerminal(streams: Streams, events: TerminalEvents): Terminal & { readonly screen: RawScreen } {
  const input = new KeyInput(streams.input, events.background);
  const screen = createScreen({ input, output: streams.output });
  const { program } = screen;
  const widthOf = (point: number): number => unicode.charWidth(point);
  const realInput = streams.input instanceof ReadStream ? streams.input : null;
  let shown = new ScreenDiff(0, 0, widthOf);
  let shownSince: object | null = null;
  let mouse = false;
  let lastPress: { readonly x: number; readonly y: number } | null = null;
  let forgetPress: NodeJS.Timeout | undefined;
  let closed = false;
  /** The terminal is the shell's for now. */
  let isAway = false;

  program.on('keypress', (ch, key) => {
    for (const press of keyPresses(ch, key)) events.key(press);
  });
  program.on('mouse', ({ action, x, y }) => {
    if (action === 'mousedown') {
      const isDouble = lastPress?.x === x && lastPress.y === y;
      clearTimeout(forgetPress);
      lastPress = isDouble ? null : { x, y };
      forgetPress = setTimeout(() => (lastPress = null), DOUBLE_MS).unref();
      events.click({ kind: isDouble ? 'double' : 'press', x, y });
    } else if (action === 'wheelup') events.click({ kind: 'wheel-up', x, y });
    else if (action === 'wheeldown') events.click({ kind: 'wheel-down', x, y });
  });
  screen.on('resize', () => events.redraw());

  // Presses (1000) with SGR coordinates (1006). blessed's own choice also reports every movement.
  const sendMouseMode = (on: boolean): void => program.setMouse({ vt200Mouse: on, sgrMouse: on }, on);

  const takeBack = (): void => {
    isAway = false;
    process.on('SIGTSTP', suspend);
    realInput?.setRawMode(true);
    screen.enter();
    program._write(WHEEL_ON);
    if (mouse) sendMouseMode(true);
    events.redraw();
  };
  // Also after a SIGSTOP, which nobody sees coming: the shell has changed the terminal meanwhile.
  const onContinue = (): void => {
    if (isAway) takeBack();
    else {
      realInput?.setRawMode(false);
      realInput?.setRawMode(true);
      repaint();
    }
  };
  // blessed's own way to stop does so before its buffer is flushed: the shell would come back inside the alternate
  // screen. `leave` flushes. The whole group is stopped, as the kernel does for Ctrl-Z, or `npm start` would wait on.
  const suspend = (): void => {
    if (isAway) return;
    isAway = true;
    if (mouse) sendMouseMode(false);
    program._write(WHEEL_BACK);
    screen.leave();
    realInput?.setRawMode(false);
    process.off('SIGTSTP', suspend);
    process.kill(0, 'SIGTSTP');
    // Running on: continued, and `onContinue` is called before this is; or never stopped, since the kernel stops no group that
    // has nobody to continue it (xterm -e, ssh -t, docker run -it).
    void afterSignals().then(() => {
      if (!isAway || closed) return;
      takeBack();
      events.notSuspended();
    });
  };
  const repaint = (): void => {
    screen.alloc();
    events.redraw();
  };
  // An exception that nobody caught ends in blessed, which does not know of it.
  const forgetMouse = (): void => {
    if (!closed) streams.output.write(WHEEL_BACK);
    if (mouse) streams.output.write(MOUSE_OFF);
  };
  program._write(WHEEL_ON);
  process.on('exit', forgetMouse);
  if (realInput !== null) process.on('SIGCONT', onContinue);
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
      if (closed || isAway) return;
      if (screen.lines !== shownSince) {
        shownSince = screen.lines;
        shown = new ScreenDiff(screen.width, screen.height, widthOf);
      }
      const change = shown.change(lines);
      if (change !== '') program._write(change);
    },
    setMouse(on) {
      if (on === mouse || closed) return;
      mouse = on;
      if (on) program.bindMouse();
      sendMouseMode(on);
    },
    askBackground() {
      input.expectAnswer();
      program._write(ASK_BACKGROUND);
    },
    copy(text) {
      program._write(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`);
    },
    suspend,
    repaint,
    close() {
      if (closed) return;
      closed = true;
      process.off('SIGTSTP', suspend);
      process.off('SIGCONT', onContinue);
      process.off('exit', forgetMouse);
      if (mouse) sendMouseMode(false);
      program._write(WHEEL_BACK);
      screen.destroy();
      input.close();
    },
  };
}
