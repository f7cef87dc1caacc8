/**
 * Makes the pictures in the README: `npm run captures`. The demo as it runs, after a minute that is jumped over second by
 * second; within a sweep the clock is the real one, so what a sweep cost is what it cost on this machine.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/scan/clock.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { createDemoSource } from '../../src/demo/demo-source.js';
import { createApp } from '../../src/tui/app.js';
import { initialState } from '../../src/tui/state/state.js';
import { FakeTerminal } from '../support/fake-terminal.js';

/** Long enough for the graphs to be full, and for somebody to have ended just now. */
const SECONDS = 120;

const folder = fileURLToPath(new URL('../../docs/captures/', import.meta.url));

async function capture(columns: number, rows: number, ...keys: string[]): Promise<{ text: string; svg: string }> {
  let aheadNs = 0n;
  const clock: Clock = { ...systemClock, nowNs: () => systemClock.nowNs() + aheadNs };
  const source = createDemoSource({ clock });
  const terminal = new FakeTerminal(columns, rows);
  const nothing = (): void => undefined;
  const app = await createApp({
    input: terminal.input,
    output: terminal.output,
    readonly: false,
    state: initialState({ colours: 24, background: 'dark' }),
    callbacks: {
      quit: nothing,
      setInterval: nothing,
      setPaused: nothing,
      step: () => null,
      seek: () => null,
      signalProcess: () => '',
      saveScreenshot: () => '',
      saveSettings: () => '',
    },
  });
  try {
    const ledger = createLedger();
    for (let second = 0; second <= SECONDS; second++) {
      aheadNs += 1_000_000_000n;
      const sweep = await source.next();
      if (sweep === null) throw new Error('the demo ended');
      const snapshot = ledger.fold(sweep);
      if (second > 0) app.show(snapshot);
    }
    if (keys.length > 0) await terminal.type(...keys);
    return { text: `${await terminal.text()}\n`, svg: await terminal.svg() };
  } finally {
    app.close();
    await source.close();
  }
}

test.each([
  ['demo-80x24', 80, 24, []],
  ['demo-120x40', 120, 40, []],
  ['demo-160x48', 160, 48, []],
  ['explain-100x40', 100, 40, ['\x1b[B', '\r']],
  ['minute-120x48', 120, 48, ['L']],
] as const)('%s', async (name, columns, rows, keys) => {
  const { text, svg } = await capture(columns, rows, ...keys);
  expect(text).toContain('DEMO');
  writeFileSync(`${folder}${name}.txt`, text);
  writeFileSync(`${folder}${name}.svg`, svg);
});
