/** Makes the pictures in the README and in docs/: `npm run captures`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { demoSnapshots, openLook } from './capture.js';

/** Long enough for the graphs to be full, and for somebody to have ended just now. */
const SECONDS = 120;

const folder = fileURLToPath(new URL('../../../docs/captures/', import.meta.url));

test.each([
  ['demo-80x24', 80, 24, []],
  ['demo-120x40', 120, 40, []],
  ['demo-160x48', 160, 48, []],
  ['explain-100x40', 100, 40, ['\x1b[B', '\r']],
  ['minute-120x48', 120, 48, ['L']],
] as const)('%s', async (name, columns, rows, keys) => {
  const look = await openLook({ columns, rows, background: 'dark' });
  look.show(await demoSnapshots('desktop', SECONDS));
  if (keys.length > 0) await look.type(...keys);
  const { text, svg } = await look.capture();
  look.close();
  expect(text).toContain('DEMO');
  writeFileSync(`${folder}${name}.txt`, text);
  writeFileSync(`${folder}${name}.svg`, svg);
});
