/** The page's stream of events: who may look on, who is dropped, and that nobody who reads nothing costs more than a little memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { hashSync } from 'bcryptjs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createExporter, EXPORTER_DEFAULTS, type Exporter } from '../../src/exporter/exporter.js';
import { LivePage } from '../../src/exporter/live-page.js';
import type { Sample } from '../../src/exporter/sampler.js';
import { busyTick } from '../bench/busy-tick.js';

/** An answer whose other side takes what it is told, or nothing. */
class Other extends Writable {
  status = 0;
  told = 0;
  readonly reads: boolean;

  constructor(reads: boolean) {
    super();
    this.reads = reads;
  }

  writeHead(status: number): void {
    this.status = status;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.told += chunk.length;
    if (this.reads) done();
  }
}

/** A page on which every value of 200 clients is another each second; time is the test's. */
function livePage() {
  vi.useFakeTimers();
  let tick = 0;
  const page = new LivePage(
    () => {
      const snapshot = busyTick((tick += 1));
      page.saw(snapshot);
      return Promise.resolve({ snapshot } as Sample);
    },
    { program: '1', withCommands: false },
  );
  const open = (reads: boolean): Other => {
    const other = new Other(reads);
    // As much of an answer as the page needs.
    expect(page.open(other as unknown as ServerResponse)).toBeNull();
    return other;
  };
  return { page, open, seconds: (count: number) => vi.advanceTimersByTimeAsync(count * 1000) };
}

afterEach(() => void vi.useRealTimers());

describe('one that reads nothing', () => {
  it('is told no more than one event beyond what it has not taken, then makes room; the others go on', async () => {
    const { page, open, seconds } = livePage();
    const [reader, stuck] = [open(true), open(false)];
    await seconds(2);
    const most = stuck.writableLength;
    expect(most).toBeGreaterThan(0);
    await seconds(20);
    expect(stuck.writableLength).toBeLessThanOrEqual(most);
    expect(stuck.destroyed).toBe(false);
    const before = reader.told;
    await seconds(15);
    expect(stuck.destroyed).toBe(true);
    expect(reader.destroyed).toBe(false);
    expect(reader.told).toBeGreaterThan(before);
    page.close();
  });

  it('does not outlive passwords that were changed', async () => {
    const { page, open, seconds } = livePage();
    const [reader, stuck] = [open(true), open(false)];
    await seconds(2);
    page.close();
    // The tick after it writes to nobody.
    await seconds(2);
    expect(stuck.destroyed).toBe(true);
    expect(reader.writableFinished).toBe(true);
  });
});

describe('over HTTP', () => {
  const open: Exporter[] = [];
  const answers: IncomingMessage[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-live-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(async () => {
    answers.splice(0).forEach((answer) => answer.destroy());
    await Promise.all(open.splice(0).map((exporter) => exporter.close()));
  });

  async function serve(webConfig: string | null): Promise<Exporter> {
    let tick = 0;
    const exporter = await createExporter({
      ...EXPORTER_DEFAULTS,
      ...{ allowedHosts: [], withCommands: false, everyMs: 0, listen: '127.0.0.1:0', webConfig, program: '0.1.0' },
      next: () => Promise.resolve(busyTick((tick += 1), 5)),
      formatSnapshot: () => '',
      log: () => undefined,
    });
    open.push(exporter);
    return exporter;
  }

  function look({ url }: Exporter, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    return new Promise((done, fail) => {
      get(`${url}/live`, { agent: false, headers }, (answer) => {
        answers.push(answer);
        done(answer);
      }).on('error', fail);
    });
  }

  it('16 browsers look on; the 17th is told so, and let in when one has left', async () => {
    const exporter = await serve(null);
    const lookers: IncomingMessage[] = [];
    for (let i = 0; i < 16; i += 1) lookers.push(await look(exporter));
    expect(new Set(lookers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const late = await look(exporter);
    expect(late.statusCode).toBe(503);
    expect((await late.toArray()).join('')).toContain('16 browsers look on already');
    lookers[0]?.destroy();
    await vi.waitFor(async () => expect((await look(exporter)).statusCode).toBe(200), 5000);
  });

  it('changed passwords end every stream, and the old ones open none', async () => {
    const webConfig = join(folder, 'web.yml');
    const write = (password: string): void => writeFileSync(webConfig, `basic_auth_users:\n  alice: ${hashSync(password, 4)}\n`);
    const as = (password: string): Record<string, string> => ({ authorization: `Basic ${btoa(`alice:${password}`)}` });
    write('old');
    const exporter = await serve(webConfig);
    const looker = await look(exporter, as('old'));
    expect(looker.statusCode).toBe(200);
    const ended = new Promise<boolean>((done) => {
      looker.resume().on('end', () => done(true));
    });
    write('new');
    exporter.reload();
    expect(await ended).toBe(true);
    expect((await look(exporter, as('old'))).statusCode).toBe(401);
    expect((await look(exporter, as('new'))).statusCode).toBe(200);
  });
});
