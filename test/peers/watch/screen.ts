import { setTimeout as sleep } from 'node:timers/promises';
import { TmuxPane } from '../../support/tmux.js';
import type { Frame, Watch } from './watch.js';

/** Wide enough that no program shortens a bar's number or leaves out a column. */
const COLUMNS = 200;
const ROWS = 60;
const START_MS = 20_000;

/** Runs a program in a terminal and reads its screen. */
export class ScreenWatch implements Watch {
  readonly #pane: TmuxPane;
  readonly #parse: (screen: string) => Frame;

  private constructor(pane: TmuxPane, parse: (screen: string) => Frame) {
    this.#pane = pane;
    this.#parse = parse;
  }

  /**
   * @param up what the screen shows when the program has begun
   * @throws Error with the screen, when it does not within 20 s
   */
  static async start(command: readonly string[], up: RegExp, parse: (screen: string) => Frame): Promise<ScreenWatch> {
    const pane = await TmuxPane.start(command.map(quoted).join(' '), COLUMNS, ROWS);
    const end = performance.now() + START_MS;
    while (!up.test(await pane.text())) {
      if (performance.now() > end) {
        const text = await pane.text();
        await pane[Symbol.asyncDispose]();
        throw new Error(`${command.join(' ')} shows:\n${text}`);
      }
      await sleep(100);
    }
    return new ScreenWatch(pane, parse);
  }

  async frame(): Promise<Frame> {
    return this.#parse(await this.#pane.text());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pane[Symbol.asyncDispose]();
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
