import { expect, test } from 'vitest';
import { parseFdinfo } from '../../../src/drm/fdinfo/parse-fdinfo.js';
import { furtherFacts } from '../../../src/drm/fdinfo/further-facts.js';
import { sharedNames } from '../../../src/drm/fdinfo/shared-names.js';

const text = (ns: number, further = ''): string =>
  `drm-driver:\tamdgpu\ndrm-client-id:\t7\ndrm-engine-gfx:\t${ns} ns\ndrm-engine-dec:\t9 ns\ndrm-total-vram:\t3 KiB\n${further}`;

test('clients that print the same engines and regions have one list of their names', () => {
  const [one, other, third] = [parseFdinfo(text(1)), parseFdinfo(text(2)), parseFdinfo(`${text(3)}drm-engine-enc:\t1 ns\n`)];
  expect(other.engines.names).toBe(one.engines.names);
  expect(other.memory.names).toBe(one.memory.names);
  expect(third.engines.names).toEqual(['gfx', 'dec', 'enc']);
});

test('however many lists somebody makes up, each is the list of its own names', () => {
  for (let i = 0; i < 500; i++) expect(sharedNames([`a${i}`, 'b'])).toEqual([`a${i}`, 'b']);
  const many = Array.from({ length: 100 }, (_, i) => `engine${i}`);
  expect(sharedNames(many)).toBe(many);
  const long = ['x'.repeat(5000)];
  expect(sharedNames(long)).toBe(long);
});

test('what further keys say is read again only where one that counts says something else', () => {
  const said = (evicted: number, requested: number): string =>
    text(1, `amd-evicted-vram:\t${evicted} KiB\namd-requested-vram:\t${requested} KiB\n`);
  const first = furtherFacts(parseFdinfo(said(1, 5)), null);
  expect([...first.facts]).toEqual([['evicted_bytes', 1024]]);
  expect(furtherFacts(parseFdinfo(said(1, 6)), first)).toBe(first);
  expect([...furtherFacts(parseFdinfo(said(2, 6)), first).facts]).toEqual([['evicted_bytes', 2048]]);
  expect([...furtherFacts(parseFdinfo(text(1)), first).facts]).toEqual([]);
});
