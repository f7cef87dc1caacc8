/** blessed's key events as key presses by our names, its oddities taken out. */
import type { KeyPress } from './terminal.js';

/** What blessed tells of a key. */
export interface RawKey {
  readonly name?: string;
  readonly full?: string;
  readonly sequence?: string;
}

/** Esc and a key that came in one read (typed fast, or over a slow line): blessed takes the two for one with Alt. */
const ESC_AND_KEY = /^\x1b(?:[^[O\x1b]|\x1b[[O].+)$/s;

/** blessed's key by our names: none for the second of the two events that it sends for Enter. */
export function keyPresses(ch: string | undefined, key: RawKey): KeyPress[] {
  if (key.name === 'return') return [];
  const sequence = key.sequence ?? '';
  if (ESC_AND_KEY.test(sequence)) {
    const rest = sequence.slice(1);
    // No key is bound with Alt, so nothing is lost by reading it so.
    return [{ name: 'escape', text: '' }, ...(rest.length === 1 ? plainKey(rest) : namedKey(key))];
  }
  return ch !== undefined && ch >= ' ' && ch !== '\x7f' ? plainKey(ch) : namedKey(key);
}

function plainKey(ch: string): KeyPress[] {
  return [{ name: ch === ' ' ? 'space' : ch, text: ch }];
}

function namedKey({ full }: RawKey): KeyPress[] {
  return full === undefined ? [] : [{ name: full === 'linefeed' ? 'enter' : full, text: '' }];
}
