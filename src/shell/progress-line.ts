/** One line on stderr that says how far a long command is; nothing at all where stderr is no terminal. */
import { bar } from '../view/text/graphs.js';
import type { Output } from './io.js';

const BAR_CELLS = 20;
const MIN_INTERVAL_MS = 100;

export class ProgressLine implements Disposable {
  readonly #output: Output;
  #shownMs = -Infinity;

  constructor(output: Output) {
    this.#output = output;
  }

  /** @param share 0..1 */
  show(what: string, share: number): void {
    const nowMs = performance.now();
    if (this.#output.isTTY !== true || nowMs - this.#shownMs < MIN_INTERVAL_MS) return;
    this.#shownMs = nowMs;
    this.#output.write(`\r\x1b[K▕${bar(share, BAR_CELLS)}▏ ${Math.floor(share * 100)} % ${what}`);
  }

  clear(): void {
    if (this.#shownMs > -Infinity) this.#output.write('\r\x1b[K');
    this.#shownMs = -Infinity;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
