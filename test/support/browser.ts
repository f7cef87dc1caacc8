/** A headless Chromium with an empty profile, and what its pages asked for and said. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { skipped } from './tools.js';

const FIND = 'command -v chromium || command -v chromium-browser || command -v google-chrome';
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export interface Watched {
  readonly page: Page;
  /** Addresses that it asked for. */
  readonly asked: string[];
  /** Its console, errors of scripts, and dialogs. */
  readonly said: string[];
}

export interface TestBrowser {
  /** A page of this size in a profile of its own. */
  open(width: number, height: number): Promise<Watched>;
  close(): Promise<void>;
}

/** Null, with the reason printed, where there is none. */
export async function startBrowser(): Promise<TestBrowser | null> {
  const executablePath = spawnSync('sh', ['-c', FIND], { encoding: 'utf8' }).stdout.trim();
  const puppeteer = await import('puppeteer-core').catch(() => null);
  const why =
    executablePath === ''
      ? 'no browser (Debian package chromium)'
      : puppeteer === null
        ? 'puppeteer-core is not installed'
        : null;
  if (skipped('chromium', why) !== null || puppeteer === null) return null;
  const userDataDir = mkdtempSync(join(tmpdir(), 'gpu-top-browser-'));
  const options = { executablePath, userDataDir, args: ARGUMENTS, headless: true, acceptInsecureCerts: true };
  const browser = await puppeteer.launch(options);
  return {
    open: (width, height) => openPage(browser, width, height),
    close: async () => {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function openPage(browser: Browser, width: number, height: number): Promise<Watched> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const [asked, said]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setViewport({ width, height });
  return { page, asked, said };
}

/** How many colours a PNG has, found out by the browser itself. */
export async function coloursOf(page: Page, png: Uint8Array): Promise<number> {
  const url = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return page.evaluate(`(async () => {
    const bitmap = await createImageBitmap(await (await fetch('${url}')).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`) as Promise<number>;
}
