/**
 * The terminal's answer to "what is your background?" (OSC 11), taken out of what it sends, so that it never counts as keys: not
 * when it comes late, not when it comes in pieces.
 */
import type { Background } from '../theme/theme.js';

export const ASK_BACKGROUND = '\x1b]11;?\x07';

const [ESC, BEL] = ['\x1b', '\x07'];
const START = `${ESC}]11;`;
/** Longer than any answer: what has no end by then is none, and is let go of. */
const LONGEST = 64;
/** `rgb:RRRR/GGGG/BBBB` with one to four digits each, or `rgba:` with a fourth. */
const COLOUR = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i;

/** Dark or light by the perceived brightness (Rec. 709) of an answer's colour; null: it names none. */
export function backgroundIn(answer: string): Background | null {
  const parts = COLOUR.exec(answer)?.slice(1);
  if (parts === undefined) return null;
  const [red = 0, green = 0, blue = 0] = parts.map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? 'light' : 'dark';
}

export class AnswerFilter {
  /** The beginning of what may become an answer. */
  #held = '';
  readonly #answered: (background: Background) => void;

  constructor(answered: (background: Background) => void) {
    this.#answered = answered;
  }

  /** True: something is held back, to be given up with `release` if nothing follows soon. */
  get holds(): boolean {
    return this.#held !== '';
  }

  /** What of a piece of input (one UTF-16 unit for each byte) is keys. */
  take(piece: string): string {
    let text = this.#held + piece;
    this.#held = '';
    let keys = '';
    for (;;) {
      const at = text.indexOf(ESC);
      if (at === -1) return keys + text;
      keys += text.slice(0, at);
      text = text.slice(at);
      if (text.length < START.length ? START.startsWith(text) : text.startsWith(START)) {
        const end = /\x07|\x1b\\/.exec(text.slice(START.length));
        if (end === null && text.length < LONGEST) {
          this.#held = text;
          return keys;
        }
        if (end !== null && end.index < LONGEST) {
          const background = backgroundIn(text.slice(START.length, START.length + end.index));
          if (background !== null) this.#answered(background);
          text = text.slice(START.length + end.index + (end[0] === BEL ? 1 : 2));
          continue;
        }
      }
      keys += ESC;
      text = text.slice(1);
    }
  }

  /** Gives up what is held where it may be keys (Esc, Alt-]); the middle of an answer stays held. */
  release(): string {
    if (this.#held.length > 2) return '';
    const keys = this.#held;
    this.#held = '';
    return keys;
  }

  /** Forgets an answer whose end does not come. */
  drop(): void {
    this.#held = '';
  }
}
