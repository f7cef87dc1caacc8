/** The page of the format names every key that a line of a recording can have. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('every key of a sweep line is explained', () => {
  const source = readFileSync('src/recording/sweep-line.ts', 'utf8').split('/** The last sweep in plain form. */', 1)[0] ?? '';
  const keys = [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, key]) => key);
  expect(keys).toEqual(expect.arrayContaining(['at', 'readings', 'hosts', 'isSlow']));
  const page = readFileSync('docs/recording-format.md', 'utf8');
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
