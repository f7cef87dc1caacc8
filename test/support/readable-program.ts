/**
 * The built program for another user. Where the clone or Node.js lies in a folder that is closed to others, as root's own home is, that user
 * gets a copy of what running needs.
 */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');

export interface Program {
  readonly node: string;
  readonly bin: string;
}

let made: Program | null = null;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What every user of this machine can run; made at the first call, gone when the test file is done. */
export function readableProgram(): Program {
  made ??= {
    node: isOpen(process.execPath) ? process.execPath : copyOf([process.execPath, 'node']),
    bin: join(isOpen(PROJECT) ? PROJECT : copyOf(...runtimeFiles()), 'bin/gpu-top.js'),
  };
  return made;
}

/** Whether others may go through every folder on the way. */
function isOpen(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false;
  return path === dirname(path) || isOpen(dirname(path));
}

/** What package.json publishes, and the packages without which it does not run. */
function runtimeFiles(): (readonly [from: string, to: string])[] {
  const lock = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
  };
  const packages = Object.entries(lock.packages).flatMap(([path, { dev, optional }]) =>
    path.startsWith('node_modules/') && !dev && !optional ? [path] : [],
  );
  return ['package.json', 'bin', 'dist/bundle', ...packages].map((path) => [join(PROJECT, path), path]);
}

/** A folder with copies in it; of one single file, its copy. */
function copyOf(...files: readonly (readonly [from: string, to: string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-readable-'));
  folders.push(folder);
  chmodSync(folder, 0o755);
  for (const [from, to] of files) cpSync(from, join(folder, to), { recursive: true });
  const [only, ...others] = files;
  return only !== undefined && others.length === 0 ? join(folder, only[1]) : folder;
}
