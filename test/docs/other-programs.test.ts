/** The table of differences in docs/how-it-is-tested.md is made from that of the tests: `npm run docs`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { agreementCounts, differenceTable } from '../peers/print-table.js';

const PAGE = fileURLToPath(new URL('../../docs/how-it-is-tested.md', import.meta.url));

test.each([
  ['known differences', 'differences', `\n${differenceTable()}\n\n`],
  ['numbers that agree', 'agreements', `\n${agreementCounts()}\n\n`],
])('docs/how-it-is-tested.md has the %s that are tested', async (_, name, part) => {
  const text = readFileSync(PAGE, 'utf8');
  const place = new RegExp(`(<!-- begin ${name} -->\\n)[^]*?(<!-- end ${name} -->)`);
  expect(text, `a place for ${name}`).toMatch(place);
  await expect(text.replace(place, (_all, begin: string, end: string) => begin + part + end)).toMatchFileSnapshot(PAGE);
});
