/** Temporary folders that do not outlive the program, however a demo or a test ends (`helper/at-end.ts`). */
import { accessSync, chmodSync, constants, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../helper/at-end.js';

/** The tmpfs that glibc's shm_open needs (shm_overview(7)). */
const SHARED_MEMORY = '/dev/shm';

/** By folder: takes it off what is removed at the end. */
const folders = new Map<string, () => void>();

/**
 * Makes an empty folder `gpu-top-LABEL-XXXXXX`, removed when the process ends.
 *
 * @param parent where; default the system's temp folder.
 * @throws the file system's error when `parent` cannot be written.
 */
export function makeTempRoot(label: string, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `gpu-top-${label}-`));
  folders.set(
    folder,
    atEnd(() => removeTree(folder)),
  );
  return folder;
}

/**
 * A temp folder that is in memory, where there is one: a tree that is rewritten each second is no work for a disk, and a
 * file made on one costs ten times as much. Whoever sets TMPDIR has chosen already.
 */
export function memoryFolder(): string {
  if (process.env['TMPDIR'] !== undefined) return tmpdir();
  try {
    accessSync(SHARED_MEMORY, constants.W_OK | constants.X_OK);
    return SHARED_MEMORY;
  } catch {
    return tmpdir();
  }
}

/** Removes a folder made by `makeTempRoot`, at once. Calling it again does nothing. */
export function removeTempRoot(folder: string): void {
  const withdraw = folders.get(folder);
  if (withdraw === undefined) return;
  folders.delete(folder);
  withdraw();
  removeTree(folder);
}

/** Removes a folder and all below it, also below folders whose permissions were taken away. */
export function removeTree(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    allow(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function allow(folder: string): void {
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) allow(path);
  }
}
