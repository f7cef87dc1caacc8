/** One line on stderr, as every message of gpu-top is. */
import type { Writable } from 'node:stream';
import { oneLine } from '../view/text/printable.js';

/** Writes `gpu-top: TEXT`, harmless whatever names are in it: paths and words of other programs go into messages as they are. */
export function say(stderr: Writable, text: string): void {
  stderr.write(`gpu-top: ${oneLine(text)}\n`);
}
