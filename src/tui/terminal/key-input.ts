/** The keyboard as blessed reads it: the real one, less the answers of the terminal that are no keys. */
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { AnswerFilter } from './answer.js';
import type { Background } from '../theme/theme.js';

/** Esc alone may be the beginning of an answer, which comes in one piece or in quick succession. */
const HOLD_MS = 25;
/** Before a report of the mouse with coordinates as numbers (1006), and behind it. */
const MOUSE_BEGINS = /(?=\x1b\[<\d)|(?<=\x1b\[<[\d;]{1,20}[Mm])/;
/** The rest of an answer that has begun is waited for so long. */
const REST_MS = 1000;

type Keyboard = Readable & { readonly isTTY?: boolean; isRaw?: boolean; setRawMode?: (on: boolean) => unknown };

export class KeyInput extends EventEmitter {
  readonly #real: Keyboard;
  readonly #filter: AnswerFilter;
  #timer: NodeJS.Timeout | undefined;
  /** An answer is still to come: until then Esc waits for a moment whether it is the beginning of one. */
  #awaits = false;
  readonly #take = (data: Buffer | string): void => this.#pass(typeof data === 'string' ? data : data.toString('latin1'));

  constructor(real: Readable, answered: (background: Background) => void) {
    super();
    this.#real = real;
    this.#filter = new AnswerFilter((background) => {
      this.#awaits = false;
      answered(background);
    });
    real.on('data', this.#take);
  }

  get isTTY(): boolean {
    return this.#real.isTTY === true;
  }

  get isRaw(): boolean {
    return this.#real.isRaw === true;
  }

  get destroyed(): boolean {
    return this.#real.destroyed;
  }

  setRawMode(on: boolean): void {
    this.#real.setRawMode?.(on);
  }

  pause(): void {
    this.#real.pause();
  }

  resume(): void {
    this.#real.resume();
  }

  /** The question was sent. */
  expectAnswer(): void {
    this.#awaits = true;
  }

  /** Lets go of the keyboard. */
  close(): void {
    clearTimeout(this.#timer);
    this.#real.off('data', this.#take);
  }

  #pass(text: string): void {
    clearTimeout(this.#timer);
    this.#emit(this.#filter.take(text));
    if (!this.#filter.holds) return;
    if (this.#awaits) this.#timer = setTimeout(() => this.#release(), HOLD_MS);
    else this.#release();
  }

  #release(): void {
    this.#emit(this.#filter.release());
    if (this.#filter.holds) this.#timer = setTimeout(() => this.#filter.drop(), REST_MS);
  }

  /** blessed looks for one report of the mouse in what it is given: a quick wheel sends several at once. */
  #emit(keys: string): void {
    for (const part of keys.split(MOUSE_BEGINS)) if (part !== '') this.emit('data', Buffer.from(part, 'latin1'));
  }
}
