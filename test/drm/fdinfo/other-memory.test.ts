import { expect, test } from 'vitest';
import { otherMemoryOf } from '../../../src/drm/fdinfo/other-memory.js';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';

test('sizes of kinds that no rule knows are kept by region, and nothing else is', () => {
  const lines = [
    ...['drm-driver:\tpanthor', 'drm-client-id:\t7', 'drm-client-name:\t5 MiB', 'drm-resident-memory:\t120 MiB'],
    ...[
      'drm-evicted-memory:\t280 MiB',
      'drm-evicted-vram0:\t4097',
      'drm-swapped-memory:\t0',
      'drm-pinned-stolen-system0:\t3 KiB',
    ],
    ...[
      'drm-jobs-gfx:\t12',
      'drm-temp-gfx:\t40 C',
      'drm-odd:\t5 KiB',
      'panthor-resident-memory:\t9 KiB',
      'drm-evicted-bad:\tx KiB',
    ],
  ];
  const found = otherMemoryOf(parseFdinfo(`${lines.join('\n')}\n`));
  expect([...found].map(([region, kinds]) => [region, Object.fromEntries(kinds)])).toEqual([
    ['memory', { evicted: 280 * 2 ** 20, swapped: 0 }],
    ['vram0', { evicted: 4097 }],
    ['stolen-system0', { pinned: 3072 }],
  ]);
});
