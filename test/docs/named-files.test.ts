/** A file that a comment or a document names is there: files are renamed, and what is said about them stays behind. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entriesBelow } from '../support/entries-below.js';

const files = (folder: string): string[] => entriesBelow(folder).map((entry) => `${entry.parentPath}/${entry.name}`);

const ALL = ['src', 'test', 'docs', 'fixtures'].flatMap(files).concat('CONTRIBUTING.md', 'README.md');
const TEXTS = ALL.filter((path) => /^src\/.*\.(?:ts|md)$|^docs\/[\w-]+\.md$|^[A-Z]+\.md$/.test(path));

/** `NAME.ts` and `folder/NAME.ts`, but for patterns and imports (which name `.js`). */
const NAMED = /(?<![\w*.${}/-])(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.ts\b/g;

test('names of files are of files that there are', () => {
  const dead = TEXTS.flatMap((path) =>
    (readFileSync(path, 'utf8').match(NAMED) ?? [])
      .filter((name) => !ALL.some((file) => file === name || file.endsWith(`/${name}`)))
      .map((name) => `${path}: ${name}`),
  );
  expect(dead).toEqual([]);
});
