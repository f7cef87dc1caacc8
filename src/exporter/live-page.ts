/** The page in the browser: its files, and the events that keep it alive. Nothing is made of a sample that nobody looks at. */
import type { ServerResponse } from 'node:http';
import { PagePast } from '../page/past.js';
import { type Parts, renderParts } from '../page/render.js';
import { PAGE_CSS, PAGE_JS, PAGE_POLICY, pageHtml } from '../page/shell.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { type Answer, plain } from './routes.js';
import type { Sample } from './sampler.js';

/** More browsers than one machine's people have open; each keeps a socket. */
const MOST_VIEWERS = 16;
/** As on the screen. */
const EVERY_MS = 1000;
/** What a browser has not taken yet; behind that it is left out of a tick. */
const MOST_WAITING_BYTES = 1 << 20;

export class LivePage {
  readonly #past = new PagePast();
  readonly #viewers = new Set<ServerResponse>();
  readonly #fresh: () => Promise<Sample | null>;
  readonly #withCommands: boolean;
  #timer: NodeJS.Timeout | null = null;
  #shown: Snapshot | null = null;

  /**
   * @param fresh a sample of this second
   * @param withCommands whether command lines are shown, and not only names
   */
  constructor(fresh: () => Promise<Sample | null>, withCommands: boolean) {
    this.#fresh = fresh;
    this.#withCommands = withCommands;
  }

  /** To be told of each sample. */
  saw(snapshot: Snapshot): void {
    this.#past.add(snapshot);
  }

  /** The page with the newest sample in it, its style and its script. */
  files(program: string): ReadonlyMap<string, () => Answer | Promise<Answer>> {
    const file = (type: string, text: string): Answer => ({
      status: 200,
      type: `${type}; charset=utf-8`,
      body: Buffer.from(text),
      headers: { 'content-security-policy': PAGE_POLICY },
    });
    const [style, script] = [file('text/css', PAGE_CSS), file('text/javascript', PAGE_JS)];
    return new Map<string, () => Answer | Promise<Answer>>([
      ['/', async () => file('text/html', pageHtml(program, this.#partsOf((await this.#fresh())?.snapshot ?? null)))],
      ['/page.css', () => style],
      ['/page.js', () => script],
    ]);
  }

  /** Answers with events for as long as the browser listens. An answer: there is no room. */
  open(response: ServerResponse): Answer | null {
    if (this.#viewers.size >= MOST_VIEWERS) return plain(503, `${MOST_VIEWERS} browsers look on already`);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    this.#viewers.add(response);
    response.once('close', () => this.#left(response));
    this.#shown = null;
    void this.#tick();
    this.#timer ??= setInterval(() => void this.#tick(), EVERY_MS).unref();
    return null;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const viewer of this.#viewers) viewer.end();
  }

  #left(response: ServerResponse): void {
    this.#viewers.delete(response);
    if (this.#viewers.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #partsOf(snapshot: Snapshot | null): Parts | null {
    return snapshot === null ? null : renderParts(snapshot, this.#past, this.#withCommands);
  }

  async #tick(): Promise<void> {
    const snapshot = (await this.#fresh())?.snapshot ?? null;
    if (snapshot === null || snapshot === this.#shown || this.#viewers.size === 0) return;
    this.#shown = snapshot;
    const event = `data: ${JSON.stringify(this.#partsOf(snapshot))}\n\n`;
    for (const viewer of this.#viewers) if (viewer.writableLength < MOST_WAITING_BYTES) viewer.write(event);
  }
}
