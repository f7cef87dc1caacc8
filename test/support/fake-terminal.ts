import xterm from '@xterm/headless';
import { PassThrough, Writable } from 'node:stream';
import type { Background } from '../../src/tui/theme/theme.js';
import { emulatorSvg } from './svg.js';

/** Keyboard half: what blessed asks of a tty.ReadStream. */
class FakeKeyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }
}

/** Display half: looks like a tty.WriteStream and feeds every byte to a terminal emulator. */
class FakeDisplay extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything written so far, for tests of what never reaches a terminal. */
  written = '';
  readonly #emulator: xterm.Terminal;

  constructor(emulator: xterm.Terminal, columns: number, rows: number) {
    super();
    this.#emulator = emulator;
    this.columns = columns;
    this.rows = rows;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written += chunk.toString();
    // The emulator queues by itself; holding the app back would change its timing.
    this.#emulator.write(chunk);
    done();
  }
}

/** Longer than the screen waits for a storm of size changes to pass. */
const RESIZE_MS = 40;

/** A terminal in memory: an app draws on it, a test types on it and reads its screen. */
export class FakeTerminal {
  readonly input = new FakeKeyboard();
  readonly output: FakeDisplay;
  /** The window title that was asked for; empty: none. */
  title = '';
  readonly #emulator: xterm.Terminal;

  constructor(columns = 80, rows = 24) {
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.output = new FakeDisplay(this.#emulator, columns, rows);
    this.#emulator.onTitleChange((title) => (this.title = title));
  }

  /** Types keys, given as the bytes that a terminal sends, one read each, and lets the app answer. */
  async type(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.input.write(key);
      await this.#settle();
    }
  }

  /** Types a line of text, one key after the other. */
  async typeText(text: string): Promise<void> {
    await this.type(...Array.from(text));
  }

  async resize(columns: number, rows: number): Promise<void> {
    // A frame still in flight was drawn for the old size.
    await this.#settle();
    this.#emulator.resize(columns, rows);
    this.output.columns = columns;
    this.output.rows = rows;
    this.output.emit('resize');
    await new Promise((resolve) => setTimeout(resolve, RESIZE_MS));
    await this.#settle();
  }

  /** The screen as text, one string per line, trailing blanks cut. */
  async lines(): Promise<string[]> {
    await this.#settle();
    const buffer = this.#emulator.buffer.active;
    return Array.from({ length: this.#emulator.rows }, (_, y) => (buffer.getLine(y)?.translateToString() ?? '').trimEnd());
  }

  async text(): Promise<string> {
    return (await this.lines()).join('\n');
  }

  /** The screen as a picture. */
  async svg(background: Background = 'dark'): Promise<string> {
    await this.#settle();
    return emulatorSvg(this.#emulator, background);
  }

  /** True while the app holds the alternate screen. */
  get onAlternateScreen(): boolean {
    return this.#emulator.buffer.active.type === 'alternate';
  }

  /** The foreground palette colour of one cell, or -1 for the default. */
  colourAt(x: number, y: number): number {
    const cell = this.#emulator.buffer.active.getLine(y)?.getCell(x);
    return cell?.isFgPalette() === true ? cell.getFgColor() : -1;
  }

  isReverseAt(x: number, y: number): boolean {
    return this.#emulator.buffer.active.getLine(y)?.getCell(x)?.isInverse() !== 0;
  }

  /** Waits until blessed has flushed its buffer and the emulator has parsed it. */
  async #settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => {
      this.#emulator.write('', resolve);
    });
  }
}
