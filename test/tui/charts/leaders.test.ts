import { beforeEach, expect, test } from 'vitest';
import { createHistory, type History } from '../../../src/history/history.js';
import { Leaders } from '../../../src/tui/charts/leaders.js';
import { client, device, GIB, SECOND_NS, snapshot } from '../../support/snapshots.js';

let history: History;
let leaders: Leaders;
let second: number;
const ID = '0000:03:00.0';

beforeEach(() => {
  history = createHistory();
  leaders = new Leaders(history);
  second = 0;
});

/** Shows the clients with these ratios of gfx, and the device with its sum, for so many seconds. */
function show(ratios: Readonly<Record<string, number>>, seconds = 1, engines: Readonly<Record<string, number>> = {}): void {
  for (let i = 0; i < seconds; i += 1) {
    second += 1;
    const all = Object.entries(ratios);
    const gfx = all.reduce((sum, [, ratio]) => sum + ratio, 0);
    const next = snapshot({
      atNs: BigInt(second) * SECOND_NS,
      devices: [device({ engines: { gfx, ...engines }, memory: { vram: { usedBytes: GIB, totalBytes: 16 * GIB } } })],
      clients: all.map(([key, ratio]) => client({ key, engines: { gfx: ratio }, memory: { vram: 0 }, owner: { comm: key } })),
    });
    history.add(next);
    leaders.see(next);
  }
}

const names = (): (string | null)[] => leaders.of(ID).places.map((leader) => leader?.name ?? null);

test('those that use most have a place, and keep it while nobody uses clearly more', () => {
  show({ a: 0.3, b: 0.2, c: 0.1, d: 0.05, f: 0.04 }, 30);
  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  show({ a: 0.1, b: 0.2, c: 0.1, d: 0.05, f: 0.06 }, 30);
  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  show({ a: 0.1, b: 0.2, c: 0.1, d: 0.05, f: 0.4 }, 30);
  expect(names()).toEqual(['a', 'b', 'c', 'f']);
});

test('one that is gone keeps its place while its past can be drawn', () => {
  show({ a: 0.3, b: 0.2 }, 10);
  show({ b: 0.2 }, 5);
  expect(names().slice(0, 2)).toEqual(['a', 'b']);
});

test('the engine shown changes only when it came to rest and another is busy', () => {
  show({ a: 0.5 }, 20, { dec: 0.1 });
  expect(leaders.of(ID)).toMatchObject({ engine: 'gfx', others: ['dec'] });
  show({ a: 0.3 }, 20, { dec: 0.9 });
  expect(leaders.of(ID).engine).toBe('gfx');
  show({ a: 0 }, 60, { dec: 0.9 });
  expect(leaders.of(ID)).toMatchObject({ engine: 'dec', others: ['gfx'] });
});
