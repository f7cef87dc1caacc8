import { expect, test } from 'vitest';
import { parseProcessStat } from '../../src/procfs/stat.js';

const rest = 'S 1 42 42 0 -1 4194560 100 0 0 0 700 41 0 0 20 0 3 0 8812 1000 200 18446744073709551615';

test.each([
  ['an ordinary name', 'blender', 'blender'],
  ['a name with a closing bracket', 'idle)(name', 'idle)(name'],
  ['a name that looks like the rest', ') S 1 2 3', ') S 1 2 3'],
  ['a name with a newline', 'a\nb', 'a\nb'],
  ['an empty name', '', ''],
])('reads %s', (_, comm, expected) => {
  expect(parseProcessStat(`42 (${comm}) ${rest}\n`)).toEqual({
    comm: expected,
    parentPid: 1,
    cpuTicks: 741,
    startTimeTicks: 8812,
  });
});

test('leaves unknown what a text cut short does not say', () => {
  expect(parseProcessStat('42 (x) S 1 42')).toEqual({ comm: 'x', parentPid: 1, cpuTicks: null, startTimeTicks: null });
});

test('leaves unknown a number whose end may be missing', () => {
  const line = `42 (x) ${rest}\n`;
  const cut = (at: string): string => line.slice(0, line.indexOf(at) + at.length);
  expect(parseProcessStat(cut(' 881'))?.startTimeTicks).toBeNull();
  expect(parseProcessStat(cut(' 8812'))?.startTimeTicks).toBeNull();
  expect(parseProcessStat(cut(' 8812 '))?.startTimeTicks).toBe(8812);
});

test('leaves unknown a number beyond what a double holds, and a sum of two that is', () => {
  const line = (user: string, start: string): string => `42 (x) S 1 ${'0 '.repeat(9)}${user} 41 ${'0 '.repeat(6)}${start} 0\n`;
  expect(parseProcessStat(line('9007199254740992', '9'.repeat(400)))).toMatchObject({ cpuTicks: null, startTimeTicks: null });
  expect(parseProcessStat(line('9007199254740990', '9007199254740991'))).toMatchObject({
    cpuTicks: null,
    startTimeTicks: 9007199254740991,
  });
});

test.each(['', '42', '42 (x', ') 42 ('])('makes nothing of %j', (text) => {
  expect(parseProcessStat(text)).toBeNull();
});
