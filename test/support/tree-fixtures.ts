/** The cases of fixtures/trees, and a copy of one that goes through its steps. */
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TemporaryTree } from './tree.js';
import { entriesBelow } from './entries-below.js';

export const TREE_FIXTURES = join(import.meta.dirname, '../../fixtures/trees');

/** A client as fixtures/trees/README.md describes it. */
export interface ExpectedClient {
  readonly device: string;
  readonly client_id: string;
  readonly driver: string;
  readonly owner: number;
  readonly holders: Readonly<Record<string, readonly number[]>>;
  readonly engines: Readonly<Record<string, number | null>>;
  readonly memory?: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly comm?: string;
  readonly cmdline?: string | null;
  readonly start_time_ticks?: number;
  readonly client_name?: string;
}

export interface Expected {
  readonly clients: readonly ExpectedClient[];
  readonly drm_fds_without_stats?: readonly {
    readonly pid: number;
    readonly fd: number;
    readonly driver: string | null;
    readonly device: string | null;
  }[];
  readonly not_found_by?: Readonly<Record<string, readonly string[]>>;
}

export interface TreeCase {
  readonly name: string;
  readonly shows: string;
  readonly from: string;
  readonly steps: readonly { readonly at_ms: number; readonly removed?: readonly string[]; readonly expect: Expected }[];
}

export function treeCases(): TreeCase[] {
  const folders = readdirSync(TREE_FIXTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => ({
      name,
      ...(JSON.parse(readFileSync(join(TREE_FIXTURES, name, 'case.json'), 'utf8')) as Omit<TreeCase, 'name'>),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Takes `tree` to the given step of a case, counted from 0: first what is removed, then what is laid over. */
export function takeStep(tree: TemporaryTree, fixture: TreeCase, step: number): void {
  for (const path of fixture.steps[step]?.removed ?? []) tree.removePath(path);
  const folder = join(TREE_FIXTURES, fixture.name, step === 0 ? 'tree' : `step-${step + 1}`);
  // A step in which nothing but time changes has no folder.
  for (const path of existsSync(folder) ? pathsBelow(folder) : []) {
    const from = join(folder, path);
    if (lstatSync(from).isSymbolicLink()) tree.writeLink(path, readlinkSync(from));
    else tree.writeFile(path, readFileSync(from));
  }
}

function pathsBelow(folder: string): string[] {
  return entriesBelow(folder)
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
