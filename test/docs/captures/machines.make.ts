/**
 * Pictures of many machines at many sizes, on dark and on white, to be looked at: `GPU_TOP_CAPTURES=FOLDER npm run captures`, all of
 * them or those that `-- -t '80x24 light'` names. SVG and text, and PNG where a program is there that makes it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/ledger/snapshot.js';
import { startBrowser, type TestBrowser } from '../../support/browser.js';
import { whyWithout } from '../../support/tools.js';
import { KEY } from '../../tui/open.js';
import { demoSnapshots, openLook, type Capture } from './capture.js';
import { MADE, madeSnapshots } from './machines.js';

const folder = process.env.GPU_TOP_CAPTURES ?? '';
const SECONDS = 120;
/** After which the first minute is looked at too. */
const EARLY_SECONDS = [3, 30];
const SIZES = [
  [80, 24],
  [120, 40],
  [160, 48],
  [220, 60],
] as const;
/** Pages beside the table, by the keys that lead there and back. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  minute: ['L'],
  graph: ['g'],
  explain: [KEY.enter],
  why: ['w'],
  sort: [KEY.f6],
};

let browser: TestBrowser | null = null;
let hasRsvg = false;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  hasRsvg = whyWithout('rsvg-convert', 'librsvg2-bin') === null;
  if (!hasRsvg) browser = await startBrowser();
});

afterAll(() => browser?.close());

async function write(name: string, { text, svg }: Capture): Promise<void> {
  expect(text).toContain('gpu-top');
  const path = join(folder, name);
  writeFileSync(`${path}.txt`, text);
  writeFileSync(`${path}.svg`, svg);
  if (hasRsvg) {
    const { status, stderr } = spawnSync('rsvg-convert', ['--output', `${path}.png`, `${path}.svg`], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  } else if (browser !== null) await photograph(browser, svg, `${path}.png`);
}

async function photograph(from: TestBrowser, svg: string, path: `${string}.png`): Promise<void> {
  const [, width = '0', height = '0'] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  const { page } = await from.open(Math.ceil(Number(width)), Math.ceil(Number(height)));
  await page.setContent(`<body style="margin:0">${svg}</body>`);
  await page.screenshot({ path });
  await page.close();
}

const MACHINES: Readonly<Record<string, () => Promise<Snapshot[]> | Snapshot[]>> = {
  demo: () => demoSnapshots('desktop', SECONDS),
  lab: () => demoSnapshots('lab', SECONDS),
  ...Object.fromEntries(Object.entries(MADE).map(([name, machine]) => [name, () => madeSnapshots(machine, SECONDS)])),
};

describe.each(Object.entries(MACHINES))('%s', (machine, make) => {
  let made: Promise<Snapshot[]> | null = null;

  test.each(SIZES.flatMap(([columns, rows]) => (['dark', 'light'] as const).map((ground) => [columns, rows, ground] as const)))(
    '%ix%i %s',
    async (columns, rows, background) => {
      made ??= Promise.resolve(make());
      const snapshots = await made;
      const name = `${machine}-${columns}x${rows}-${background}`;
      const look = await openLook({ columns, rows, background });
      let shown = 0;
      const showUntil = (second: number): void => {
        look.show(snapshots.slice(shown, second));
        shown = second;
      };
      for (const second of background === 'dark' ? EARLY_SECONDS : []) {
        showUntil(second);
        await write(`${name}-after-${second}s`, await look.capture());
      }
      showUntil(SECONDS);
      await write(name, await look.capture());
      // The pages of small and large screens, and no picture of all that there could be.
      const pages = (columns === 80) === (background === 'dark') && columns !== 220 ? Object.entries(PAGES) : [];
      for (const [page, keys] of pages) {
        await look.type(...keys);
        // The chart of the page g is loaded when it is first wanted.
        if (page === 'graph') await new Promise((resolve) => setTimeout(resolve, 300));
        await write(`${name}-${page}`, await look.capture());
        await look.type(KEY.escape);
      }
      look.close();
    },
  );
});
