/** The fdinfo texts of fixtures/fdinfo, and what a right parser makes of each (the .json file beside it). */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineOf, finished, newDraft, regionOf } from '../../src/drm/fdinfo/fdinfo-draft.js';
import type { Fdinfo, RegionBytes } from '../../src/drm/fdinfo/fdinfo.js';
import { entriesBelow } from './entries-below.js';

const FOLDER = fileURLToPath(new URL('../../fixtures/fdinfo', import.meta.url));

export interface FdinfoFixture {
  /** `amdgpu/5.15-percentages`. */
  readonly name: string;
  readonly text: string;
  readonly expected: Fdinfo;
}

interface ExpectedFile {
  readonly driver: string | null;
  readonly pdev: string | null;
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly mountId: number | null;
  readonly inode: number | null;
  readonly engines: Record<string, Record<string, string | number>>;
  readonly memory: Record<string, RegionBytes>;
  readonly unknown: Record<string, string>;
  readonly badLines: string[];
}

function expectedFrom(file: ExpectedFile): Fdinfo {
  const { driver, pdev, clientId, clientName, mountId, inode } = file;
  const fdinfo = Object.assign(newDraft(), { driver, pdev, clientId, clientName, mountId, inode });
  for (const [name, fields] of Object.entries(file.engines)) {
    const values = Object.entries(fields).map(([field, value]) => [field, typeof value === 'string' ? BigInt(value) : value]);
    Object.assign(engineOf(fdinfo, name), Object.fromEntries(values));
  }
  for (const [name, fields] of Object.entries(file.memory)) Object.assign(regionOf(fdinfo, name), fields);
  for (const [key, value] of Object.entries(file.unknown)) fdinfo.unknown.set(key, value);
  for (const line of file.badLines) fdinfo.badLines.push({ line, reason: '' });
  return finished(fdinfo);
}

/** One text by name. */
export function fdinfoText(name: string): string {
  return readFileSync(join(FOLDER, `${name}.fdinfo`), 'utf8');
}

/** Every text of the folder, in the order of names. */
export function fdinfoFixtures(): FdinfoFixture[] {
  const files = entriesBelow(FOLDER)
    .map(({ parentPath, name }) => relative(FOLDER, join(parentPath, name)))
    .filter((path) => path.endsWith('.fdinfo'));
  return files.sort().map((path) => {
    const name = path.slice(0, -'.fdinfo'.length);
    const expected = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as ExpectedFile;
    return { name, text: fdinfoText(name), expected: expectedFrom(expected) };
  });
}
