/** The page in the browser: its files, and the events that keep it alive. Nothing is made of a sample that nobody looks at. */
import type { ServerResponse } from 'node:http';
import { PagePast } from '../page/past.js';
import { type PageEvent, type PageOptions, PageState } from '../page/render.js';
import { PAGE_ICON, PAGE_POLICY, pageHtml } from '../page/shell.js';
import { PAGE_JS } from '../page/script.js';
import { PAGE_CSS } from '../page/style.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { type Answer, plain } from './routes.js';
import type { Sample } from './sampler.js';

/** More browsers than one machine's people have open; each keeps a socket. */
const MOST_VIEWERS = 16;
/** As on the screen. */
const EVERY_MS = 1000;
/** Who takes nothing for so many ticks makes room for others; a browser comes back by itself. */
const MOST_MISSED = 30;
/** How soon a browser tries again when the stream has ended. */
const AGAIN_MS = 2000;

interface Viewer {
  readonly response: ServerResponse;
  /** It has all that was told so far. */
  isCurrent: boolean;
  missed: number;
}

export class LivePage {
  readonly #past = new PagePast();
  readonly #viewers = new Set<Viewer>();
  readonly #fresh: () => Promise<Sample | null>;
  readonly #options: PageOptions;
  #timer: NodeJS.Timeout | null = null;
  /** While somebody looks. */
  #state: PageState | null = null;
  #shown: Snapshot | null = null;

  /** @param fresh a sample of this second */
  constructor(fresh: () => Promise<Sample | null>, options: PageOptions) {
    this.#fresh = fresh;
    this.#options = options;
  }

  /** To be told of each sample. */
  saw(snapshot: Snapshot): void {
    this.#past.add(snapshot);
  }

  /** The page with the newest sample in it, its style, its script and its icon. */
  files(): ReadonlyMap<string, () => Answer | Promise<Answer>> {
    const file = (type: string, text: string): Answer => ({
      status: 200,
      type: `${type}; charset=utf-8`,
      body: Buffer.from(text),
      headers: { 'content-security-policy': PAGE_POLICY },
    });
    const [style, script, icon] = [
      file('text/css', PAGE_CSS),
      file('text/javascript', PAGE_JS),
      file('image/svg+xml', PAGE_ICON),
    ];
    return new Map<string, () => Answer | Promise<Answer>>([
      ['/', async () => file('text/html', await this.#page())],
      ['/page.css', () => style],
      ['/page.js', () => script],
      ['/page.svg', () => icon],
    ]);
  }

  /** Answers with events for as long as the browser listens. An answer: there is no room. */
  open(response: ServerResponse): Answer | null {
    if (this.#viewers.size >= MOST_VIEWERS) return plain(503, `${MOST_VIEWERS} browsers look on already`);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    });
    response.write(`retry: ${AGAIN_MS}\n\n`);
    const viewer: Viewer = { response, isCurrent: false, missed: 0 };
    this.#viewers.add(viewer);
    response.once('close', () => this.#left(viewer));
    this.#timer ??= setInterval(() => void this.#tick(), EVERY_MS).unref();
    void this.#tick();
    return null;
  }

  /** Ends every stream. Browsers come back, and are asked for their passwords again. */
  close(): void {
    for (const viewer of this.#viewers) {
      const { response } = viewer;
      // Who has not taken what it was told would not take the end either.
      if (response.writableNeedDrain) response.destroy();
      else response.end();
      this.#left(viewer);
    }
  }

  #left(viewer: Viewer): void {
    if (!this.#viewers.delete(viewer)) return;
    if (this.#viewers.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#state = null;
    this.#shown = null;
  }

  async #page(): Promise<string> {
    const snapshot = (await this.#fresh())?.snapshot ?? null;
    if (snapshot === null) return pageHtml(this.#options.program, null);
    const state = new PageState(this.#options, this.#past);
    state.take(snapshot);
    return pageHtml(this.#options.program, state.parts);
  }

  async #tick(): Promise<void> {
    const snapshot = (await this.#fresh())?.snapshot ?? null;
    if (snapshot === null || this.#viewers.size === 0) return;
    this.#state ??= new PageState(this.#options, this.#past);
    const state = this.#state;
    const isNew = snapshot !== this.#shown;
    this.#shown = snapshot;
    const changes = isNew ? state.take(snapshot) : null;
    const news = changes === null ? null : eventOf(changes);
    let all: string | null = null;
    for (const viewer of this.#viewers) {
      if (!isNew && viewer.isCurrent) continue;
      // What it has not taken yet is in memory, here and in the kernel.
      if (viewer.response.writableNeedDrain) this.#missed(viewer);
      else {
        viewer.response.write(viewer.isCurrent && news !== null ? news : (all ??= eventOf(state.all)));
        viewer.isCurrent = true;
        viewer.missed = 0;
      }
    }
  }

  #missed(viewer: Viewer): void {
    viewer.isCurrent = false;
    viewer.missed += 1;
    if (viewer.missed > MOST_MISSED) viewer.response.destroy();
  }
}

function eventOf(event: PageEvent | null): string {
  return event === null ? '' : `data: ${JSON.stringify(event)}\n\n`;
}
