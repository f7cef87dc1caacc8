import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { genericNumber, isDrmText, namesDevice, namingHead, signatureOf } from '../../../src/drm/fdinfo/identity.js';
import { entriesBelow } from '../../support/entries-below.js';

test.each([
  ['a client', 'pos:\t0\ndrm-driver:\ti915\n', true],
  ['blanks around the key', ' drm-driver :  i915', true],
  ['a driver line without a driver', 'drm-driver:\ndrm-client-id:\t1\n', false],
  ['the key inside another', 'xdrm-driver:\ti915\n', false],
  ['the key as a value', 'name:\tdrm-driver:\n', false],
  ['a dma-buf', 'size:\t4096\nexp_name:\tdrm\n', false],
  ['amdgpu before 5.19', 'pdev:\t0000:03:00.0\npasid:\t1\nvram mem:\t1 kB\n', true],
  ['the same with an address space that is no number', 'pdev:\t0000:03:00.0\npasid:\tx\nvram mem:\t1 kB\n', false],
  ['a dma-buf that calls itself one', 'size:\t4096\nname:\tx\rdrm-driver:\ti915\u2028drm-driver: x\n', false],
  ['a name behind a carriage return', '\rdrm-driver:\ti915\n', false],
  ['a line that ends as on Windows', 'drm-driver:\ti915\r\n', true],
  ['such a line without a driver', 'drm-driver:\t\r\n', false],
  ['half of that', 'pdev:\t0000:03:00.0\npasid:\t1\n', false],
  ['nothing', '', false],
])('%s', (_, text, expected) => {
  expect(isDrmText(text)).toBe(expected);
  // Of a text that was cut off the parser believes less.
  if (text.endsWith('\n')) expect(parseFdinfo(text).driver !== null).toBe(expected);
});

test('agrees with the parser on every text of the fixtures', () => {
  const texts = entriesBelow('fixtures')
    .filter((entry) => entry.isFile() && (entry.name.endsWith('.fdinfo') || entry.parentPath.endsWith('/fdinfo')))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'));
  expect(texts.length).toBeGreaterThan(5);
  for (const text of texts) expect([text, isDrmText(text)]).toEqual([text, parseFdinfo(text).driver !== null]);
});

test('the signature stays while counters, position and flags move, and changes with client, file and statistics', () => {
  const text = (client: number, ino: number, busy: number) =>
    `pos:\t${busy}\nflags:\t0${busy}\nmnt_id:\t26\nino:\t${ino}\ndrm-driver:\tv3d\ndrm-client-id:\t${client}\ndrm-engine-bin:\t${busy} ns\n`;
  expect(signatureOf(text(1, 2, 3))).toBe(signatureOf(text(1, 2, 999)));
  expect(signatureOf(text(1, 2, 3))).not.toBe(signatureOf(text(9, 2, 3)));
  expect(signatureOf(text(1, 2, 3))).not.toBe(signatureOf(text(1, 9, 3)));
  expect(signatureOf(text(1, 2, 3))).not.toBe(signatureOf(text(1, 2, 3).split('drm-')[0] ?? ''));
});

test('what begins with the naming part has the same signature; without a client id there is none', () => {
  const head = 'pos:\t0\nflags:\t02\nino:\t7\ndrm-driver:\tv3d\ndrm-client-id:\t12\n';
  expect(namingHead(`${head}drm-engine-bin:\t5 ns\n`)).toBe(head);
  expect(`${head.slice(0, -1)}3\n`.startsWith(head)).toBe(false);
  expect(namingHead(head.slice(0, -1))).toBeNull();
  expect(namingHead('pos:\t0\nflags:\t02\nmnt_id:\t26\nino:\t7\n')).toBeNull();
});

test('the generic lines are numbers or unknown', () => {
  expect(genericNumber('pos:\t0\nmnt_id:\t26\nino:\t500\n', 'ino')).toBe(500);
  expect(genericNumber('pos:\t0\nmnt_id:\t26\n', 'ino')).toBeNull();
  expect(genericNumber('ino:\t9007199254740993\n', 'ino')).toBeNull();
  expect(genericNumber('name:\tx\rino:\t5\n', 'ino')).toBeNull();
  expect(genericNumber('tfd: 19 ino:19b201\n', 'ino')).toBeNull();
  expect([namesDevice('drm-pdev:\t0000:03:00.0\n'), namesDevice('drm-driver:\tmsm\n')]).toEqual([true, false]);
});
