import { expect, test } from 'vitest';
import { mainBytesOf, mainMemory, memoryOfAll } from '../../../src/view/devices/main-memory.js';
import { client, device, GIB, MIB, regionBytes } from '../../support/snapshots.js';

const of = (used: number | null, total: number | null) => ({ usedBytes: used, totalBytes: total });

test.each([
  ['a card’s own', { vram: of(7 * GIB, 16 * GIB), gtt: of(GIB, 31 * GIB) }, 'VRAM', 9 * GIB],
  ['an APU’s share of the machine’s', { vram: of(400 * MIB, 512 * MIB), gtt: of(3 * GIB, 15 * GIB) }, 'GTT', 12 * GIB],
  ['a card of 4 GiB in a machine of 64', { vram: of(GIB, 4 * GIB), gtt: of(0, 32 * GIB) }, 'VRAM', 3 * GIB],
  ['both tiles of a card', { vram0: of(GIB, 8 * GIB), vram1: of(2 * GIB, 8 * GIB), system: of(0, null) }, 'VRAM', 13 * GIB],
  ['a discrete i915', { system0: of(GIB, null), local0: of(4 * GIB, 16 * GIB) }, 'VRAM', 12 * GIB],
  ['a card whose total is not known', { vram: of(GIB, null) }, 'VRAM', null],
  ['an integrated i915', { 'stolen-system0': of(null, null), system0: of(700 * MIB, null) }, 'memory', null],
  ['more used than there is', { vram: of(9 * GIB, 8 * GIB) }, 'VRAM', 0],
])('%s', (_, memory, label, free) => {
  expect(mainMemory(device({ memory }))).toMatchObject({ label, freeBytes: free });
});

test('a device without memory has none', () => {
  expect(mainMemory(device())).toBeNull();
});

test('the sum is of the cards, and unknown where one does not know', () => {
  const card = device({ memory: { vram: of(7 * GIB, 16 * GIB) } });
  const apu = device({ memory: { vram: of(0, 512 * MIB), gtt: of(GIB, 15 * GIB) } });
  expect(memoryOfAll([card, card, apu])).toMatchObject({
    label: 'VRAM',
    usedBytes: 14 * GIB,
    totalBytes: 32 * GIB,
    freeBytes: 18 * GIB,
  });
  expect(memoryOfAll([apu])).toMatchObject({ label: 'GTT', freeBytes: 14 * GIB });
  expect(memoryOfAll([card, device({ memory: { vram0: of(GIB, null) } })])).toMatchObject({
    usedBytes: 8 * GIB,
    freeBytes: null,
  });
  expect(memoryOfAll([apu, apu])).toBeNull();
  expect(memoryOfAll([])).toBeNull();
});

test('of a client it is what it has in those regions', () => {
  const memory = mainMemory(device({ memory: { vram0: of(GIB, 8 * GIB), vram1: of(GIB, 8 * GIB) } }));
  if (memory === null) throw new Error('no memory');
  expect(mainBytesOf(client({ memory: { vram0: 5, vram1: 7, gtt: 100 } }), memory)).toBe(12);
  expect(mainBytesOf(client({ memory: { vram0: regionBytes() } }), memory)).toBeNull();
});
