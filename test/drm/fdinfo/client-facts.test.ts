import { expect, test } from 'vitest';
import { clientFacts } from '../../../src/drm/fdinfo/client-facts.js';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { buildRows } from '../../../src/view/rows.js';
import { client, snapshot } from '../../support/snapshots.js';

test.each([
  ['amd-evicted-vram:\t32768 KiB\n', [['evicted_bytes', 32768 * 1024]]],
  ['amd-evicted-vram:\t0 KiB\n', [['evicted_bytes', 0]]],
  ['amd-evicted-vram:\tmuch\n', []],
  ['amd-evicted-visible-vram:\t5 KiB\n', []],
  ['', []],
])('%j says %j', (text, facts) => {
  expect([...clientFacts(parseFdinfo(`drm-driver:\tamdgpu\n${text}`))]).toEqual(facts);
});

test('they add up over the clients of a row that say them, for filter and order', () => {
  const of = (pid: number, ...bytes: readonly (number | null)[]) =>
    bytes.map((each, at) => ({
      ...client({ key: `${pid} ${at}`, clientId: `${pid}${at}`, owner: { pid } }),
      facts: new Map(each === null ? [] : [['evicted_bytes', each]]),
    }));
  const given = snapshot({ clients: [...of(1, 5, 6, null), ...of(2, 10), ...of(3, null)] });
  const options = { sort: 'evicted', reverse: false, filter: '', by: 'process', device: null, all: true } as const;
  expect(buildRows(given, options).map(({ pid }) => pid)).toEqual([1, 2, 3]);
  expect(buildRows(given, { ...options, filter: 'evicted > 10' }).map(({ pid }) => pid)).toEqual([1]);
  expect(buildRows(given, { ...options, filter: '!evicted>0' }).map(({ pid }) => pid)).toEqual([3]);
});
