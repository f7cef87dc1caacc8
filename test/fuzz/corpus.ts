/** The real texts that cases are made of: everything in fixtures/, by the name of the file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesBelow } from '../support/entries-below.js';

/** From the folder of the package, where npm starts its scripts: the long run is compiled elsewhere. */
export const FIXTURES = join(process.cwd(), 'fixtures');

/** Texts of all files below a folder of fixtures/ whose path fits, each text once. */
export function fixtureTexts(folder: string, wanted: RegExp): string[] {
  // By entries: a listing by names alone follows links, and those of a sysfs lead round in circles.
  const entries = entriesBelow(join(FIXTURES, folder));
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [
    ...new Set(
      paths
        .filter((path) => wanted.test(path))
        .sort()
        .map((path) => readFileSync(path, 'utf8')),
    ),
  ];
}

/** Texts of one file of every process in fixtures/trees. */
export function processTexts(file: string): string[] {
  return fixtureTexts('trees', new RegExp(`/proc/\\d+/${file}$`));
}
