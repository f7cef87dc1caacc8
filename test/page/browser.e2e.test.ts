/** The page in a real browser: it lives, it sorts, it obeys nobody's name, and it comes back by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { createExporter, EXPORTER_DEFAULTS, type Exporter, type ExporterOptions } from '../../src/exporter/exporter.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { coloursOf, startBrowser, type TestBrowser } from '../support/browser.js';
import { HOSTILE_TEXTS } from '../support/hostile-text.js';
import { client, device, GIB, MIB, SECOND_NS, snapshot } from '../support/snapshots.js';
import { makeTlsFiles } from '../support/tls-files.js';

let browser: TestBrowser | null = null;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const open: Exporter[] = [];
afterEach(() => Promise.all(open.splice(0).map((exporter) => exporter.close())));

async function serve(next: (tick: number) => Snapshot, options: Partial<ExporterOptions> = {}): Promise<Exporter> {
  let tick = 0;
  const exporter = await createExporter({
    ...EXPORTER_DEFAULTS,
    ...{ everyMs: 0, minIntervalMs: 100, listen: '127.0.0.1:0', webConfig: null, allowedHosts: [], withCommands: true },
    ...{ program: '0.1.0', formatSnapshot: () => '{}', log: () => undefined },
    next: () => Promise.resolve(next((tick += 1))),
    ...options,
  });
  open.push(exporter);
  return exporter;
}

const NAMES = ['blender', 'firefox', 'ffmpeg', 'obs'];

/** Four clients that take turns in being the busiest, one of them in a container and decoding. */
function evening(tick: number): Snapshot {
  return snapshot({
    atNs: BigInt(tick) * SECOND_NS,
    wallMs: Date.UTC(2026, 10, 26, 20) + tick * 1000,
    devices: [
      device({
        name: 'Navi 32',
        engines: { gfx: 0.5 + (tick % 5) / 10, dec: 0.2 },
        memory: { vram: { usedBytes: (4 + (tick % 3)) * GIB, totalBytes: 16 * GIB } },
        temperatureCelsius: 61,
      }),
    ],
    clients: NAMES.map((comm, i) =>
      client({
        key: comm,
        clientId: String(i),
        owner: { pid: 100 + i, comm, unit: comm === 'ffmpeg' ? 'docker:3f2a9c81d0e4' : null },
        engines: comm === 'ffmpeg' ? { dec: 0.21 + (tick % 5) / 100 } : { gfx: ((tick + i) % 4) / 10 + 0.01 },
        memory: { vram: (i + 1) * 100 * MIB },
      }),
    ),
  });
}

/** Of each element what an expression over it, `each`, gives. */
function ask(page: Page, selector: string, expression: string): Promise<unknown[]> {
  return page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => ${expression})`) as Promise<
    unknown[]
  >;
}

const commands = (page: Page): Promise<unknown[]> => ask(page, '#rows td.command b', 'each.innerText');

/** So many samples later. */
async function later(page: Page, samples = 2): Promise<void> {
  for (let i = 0; i < samples; i += 1) {
    const [before] = await ask(page, '#clock', 'each.textContent');
    await page.waitForFunction(`document.getElementById('clock').textContent !== ${JSON.stringify(before)}`);
  }
}

describe('in a browser', () => {
  it('shows the machine, goes on by itself, and keeps the order that was asked for', async ({ skip }) => {
    if (browser === null) return skip();
    const { url } = await serve(evening);
    const { page, asked, said } = await browser.open(1280, 900);
    await page.goto(url);
    await later(page, 1);
    const ratios = async (): Promise<string> => (await ask(page, '#rows td.busy', 'each.textContent')).join();
    const before = await ratios();
    await later(page);
    expect(await ratios()).not.toBe(before);
    expect(String(await ask(page, '.chart .area', "each.getAttribute('d')"))).toMatch(/^M.*L.*L.*Z$/);
    expect(await page.title()).toMatch(/^\d+ % box · gpu-top$/);

    await page.click('th.command button');
    expect(await commands(page)).toEqual([...NAMES].sort());
    await later(page);
    expect(await commands(page)).toEqual([...NAMES].sort());
    await page.click('th.command button');
    expect(await commands(page)).toEqual([...NAMES].sort().reverse());
    expect(await ask(page, 'th[aria-sort]', 'each.className')).toEqual(['command']);

    const colours: string[] = [];
    for (const value of ['dark', 'light']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      colours.push(String(await page.evaluate('getComputedStyle(document.body).backgroundColor')));
      const picture = await page.screenshot();
      const blank = await browser.open(100, 100);
      expect(await coloursOf(blank.page, picture)).toBeGreaterThan(20);
      await blank.page.close();
    }
    expect(new Set(colours).size).toBe(2);
    expect(asked.filter((address) => !address.startsWith(url))).toEqual([]);
    expect(said).toEqual([]);
  });

  it('answers the five questions at 390 px, with nothing to scroll sideways', async ({ skip }) => {
    if (browser === null) return skip();
    const { url } = await serve(evening);
    const { page } = await browser.open(390, 844);
    await page.goto(url);
    await later(page, 1);
    const texts = await ask(page, '#title, .table, #minute', 'each.innerText');
    const all = texts.join('\n');
    expect(all).toContain('blender');
    expect(all).toMatch(/VRAM .* GiB free/);
    expect(all).toContain('docker:3f2a9c81d0e4');
    expect(all).toMatch(/DEC 2\d/);
    expect(all).toContain('Nobody began or ended');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    // All of a row stands within the page.
    const edges = await ask(page, '#rows td', 'each.getBoundingClientRect().right');
    expect(Math.max(...edges.map(Number))).toBeLessThanOrEqual(390);
  });

  it("makes nothing of anybody's names but text", async ({ skip }) => {
    if (browser === null) return skip();
    const texts = [
      ...[...HOSTILE_TEXTS.values()].map((text) => text.slice(0, 400)),
      '<img src="//evil/x" onerror="alert(1)">',
      "' onmouseover='alert(1)",
    ];
    // They come, change and go.
    const { url } = await serve((tick) =>
      snapshot({
        atNs: BigInt(tick) * SECOND_NS,
        wallMs: tick * 1000,
        host: texts[tick % texts.length] ?? '',
        devices: texts
          .slice(0, 3 + (tick % 2))
          .map((text, i) => device({ id: `${i}${text}`, nodes: [text], name: text, driver: text, engines: { [text]: 0.5 } })),
        clients: texts.slice(tick % 2).map((text, i) => {
          const words = { pid: i, comm: texts[(i + tick) % texts.length] ?? '', cmdline: text, user: text, unit: text };
          return client({
            key: text,
            device: text,
            clientName: text,
            owner: words,
            engines: { [text]: 0.5 },
            memory: { [text]: 5 },
          });
        }),
      }),
    );
    const { page, asked, said } = await browser.open(1280, 900);
    await page.goto(url);
    await later(page, 3);
    await page.click('th.unit button');
    await page.mouse.move(200, 600);
    const known = 'B BUTTON DIV FIGCAPTION FIGURE H2 I LI MAIN P SECTION SMALL SPAN TABLE TBODY TD TH THEAD TR UL path rect svg';
    const found = new Set(await ask(page, 'main, main *', 'each.tagName'));
    expect([...found].filter((name) => !known.split(' ').includes(String(name)))).toEqual([]);
    const names = new Set((await ask(page, 'main *', 'each.getAttributeNames()')).flat());
    expect([...names].filter((name) => /^(?:on.*|style|href|src)$/.test(String(name)))).toEqual([]);
    expect((await ask(page, '#rows tr', '1')).length).toBeGreaterThanOrEqual(texts.length - 1);
    expect(asked.filter((address) => !address.startsWith(url))).toEqual([]);
    expect(said).toEqual([]);
  });

  it('says since when it is alone, and goes on when the server is back', async ({ skip }) => {
    if (browser === null) return skip();
    const first = await serve(evening);
    const { page } = await browser.open(600, 600);
    await page.goto(first.url);
    await later(page, 1);
    await first.close();
    await page.waitForFunction("/^disconnected since \\d/.test(document.getElementById('state').textContent)");
    await serve(evening, { listen: new URL(first.url).host });
    await page.waitForFunction("document.getElementById('state').textContent === ''");
    await later(page);
    expect((await ask(page, '#rows tr', '1')).length).toBe(NAMES.length);
  });

  it('lives behind TLS and a password', async ({ skip }) => {
    if (browser === null) return skip();
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-page-'));
    try {
      const files = makeTlsFiles(folder);
      if (files === null) return skip();
      const webConfig = join(folder, 'web.yml');
      const tls = `tls_server_config:\n  cert_file: ${files.cert}\n  key_file: ${files.key}\n`;
      writeFileSync(webConfig, `${tls}basic_auth_users:\n  anna: '${hashSync('secret', 4)}'\n`, { mode: 0o600 });
      const { url } = await serve(evening, { webConfig });
      const { page, said } = await browser.open(600, 600);
      await page.authenticate({ username: 'anna', password: 'secret' });
      await page.goto(url);
      await later(page);
      expect((await ask(page, '#rows tr', '1')).length).toBe(NAMES.length);
      expect(said).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
