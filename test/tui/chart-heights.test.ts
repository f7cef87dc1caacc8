/** How the rows of a panel are shared out among its charts: what was busy of late, or moved, gets more than what did next to nothing. */
import { expect, test } from 'vitest';
import { createHistory } from '../../src/history/history.js';
import { compose } from '../../src/tui/compose.js';
import { Stage } from '../../src/tui/stage.js';
import { initialState } from '../../src/tui/state/state.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client, device, GIB, SECOND_NS, snapshot } from '../support/snapshots.js';

interface Moment {
  readonly gfx: number;
  readonly dec: number;
  readonly enc?: number;
  readonly usedBytes: number;
}

function machine(second: number, { gfx, dec, enc = 0.02, usedBytes }: Moment): Snapshot {
  return snapshot({
    atNs: BigInt(second) * SECOND_NS,
    devices: [device({ engines: { gfx, dec, enc }, memory: { vram: { usedBytes, totalBytes: 16 * GIB } } })],
    clients: [client({ engines: { gfx, dec, enc }, memory: { vram: usedBytes } })],
  });
}

/** Rows of each chart of the panel by its caption, those at the left and those below the meters, second by second. */
function heights(width: number, height: number, seconds: number, at: (second: number) => Moment): Record<string, number>[] {
  const history = createHistory();
  const stage = new Stage({ readonly: false, history });
  let state = initialState();
  return Array.from({ length: seconds }, (_, i) => {
    const next = machine(i + 1, at(i + 1));
    history.add(next);
    const composed = compose(stage, next, state, { width, height }, null);
    state = composed.state;
    const found: Record<string, number> = {};
    let [left, right] = ['', ''];
    for (const line of composed.lines.map((each) => each.replace(/\x1b\[[\d;]*m/g, ''))) {
      if (!line.startsWith('│')) continue;
      left = /^│ {5}([A-Za-z]+) {2}/.exec(line)?.[1] ?? left;
      right = / {3}([a-z]+) {3,}[\d.]+ % │$/.exec(line.slice(width / 2))?.[1] ?? right;
      for (const name of [left, right]) found[name] = (found[name] ?? 0) + 1;
    }
    return found;
  });
}

const BUSY = { gfx: 0.6, dec: 0.02, usedBytes: 4 * GIB };

test.each([
  [80, 24],
  [120, 40],
  [160, 48],
])(
  'a busy engine has more rows than memory that stands still and an engine that does next to nothing, at %i x %i',
  (width, height) => {
    const last = heights(width, height, 30, () => BUSY).at(-1) ?? {};
    expect(last.VRAM).toBe(4);
    expect(last.gfx).toBeGreaterThan(5);
  },
);

test('memory that moves has as many', () => {
  const last = heights(80, 24, 30, (second) => ({ ...BUSY, usedBytes: (4 + second / 10) * GIB })).at(-1) ?? {};
  expect(last.VRAM).toBeGreaterThan(4);
  expect(Math.abs((last.gfx ?? 0) - (last.VRAM ?? 0))).toBeLessThan(2);
});

test('a busy engine has more rows than one that is busy for a fifth of the time, and that one more than one at rest', () => {
  const last = heights(120, 40, 30, () => ({ ...BUSY, dec: 0.2 })).at(-1) ?? {};
  const { gfx = 0, dec = 0, VRAM = 0 } = last;
  expect(gfx).toBeGreaterThan(dec + 3);
  expect(dec).toBeGreaterThan(VRAM + 1);
});

test('charts that all do little share the rows evenly', () => {
  const last = heights(80, 24, 30, () => ({ ...BUSY, gfx: 0.03 })).at(-1) ?? {};
  expect(Math.abs((last.gfx ?? 0) - (last.VRAM ?? 0))).toBeLessThan(2);
});

test('an engine that begins to work gets its rows at once, and keeps them for a minute after its work', () => {
  // Up and down around the bound, then idle.
  const at = (second: number): Moment => ({ ...BUSY, dec: second < 40 ? 0.02 : second < 80 ? (second % 3) / 10 : 0.01 });
  const seen = heights(160, 48, 240, at).map(({ dec = 0 }) => dec);
  expect(seen[40]).toBeGreaterThan((seen[30] ?? 0) + 5);
  expect(new Set(seen.slice(41, 135)).size).toBe(1);
  expect(seen.at(-1)).toBe(seen[30]);
  expect(seen.filter((rows, i) => i > 10 && rows !== seen[i - 1])).toHaveLength(2);
});

test('of several small engines the one that works more comes first', () => {
  const last = heights(160, 48, 30, () => ({ ...BUSY, dec: 0.05, enc: 0.4 })).at(-1) ?? {};
  expect(last.enc).toBeGreaterThan(20);
  expect(last.dec).toBe(4);
});
