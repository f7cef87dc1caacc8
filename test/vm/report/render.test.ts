import { expect, it } from 'vitest';
import { renderReport, type Result } from './render.js';

const result = (boot: string, title: string, rest: Partial<Result>): Result => ({
  boot,
  title,
  release: '6.12.1',
  figure: null,
  state: 'passed',
  note: null,
  ...rest,
});

it('makes a table of cases by machine, with figures, failures, and reasons for what was not tried', () => {
  const text = renderReport(
    [
      result('v3d-6.12', 'a 30 % load', { figure: '30.1 %' }),
      result('v3d-6.12', 'a dup | a fork', {}),
      result('stock-6.1', 'a 30 % load', { state: 'skipped', note: 'no statistics' }),
      result('stock-6.1', 'the screen', { state: 'failed' }),
    ],
    new Date('2026-11-21T10:00:00Z'),
  );
  expect(text).toContain('2026-11-21');
  expect(text).toContain('2 passed, 1 failed, 1 skipped');
  expect(text.split('\n').filter((line) => line.startsWith('|'))).toEqual([
    '| case | v3d 6.12 | stock 6.1 |',
    '| --- | --- | --- |',
    '| kernel | `6.12.1` | `6.12.1` |',
    '| a 30 % load | 30.1 % | – (a) |',
    '| a dup \\| a fork | yes |  |',
    '| the screen |  | **FAILED** |',
  ]);
  expect(text).toContain('(a) no statistics');
});
