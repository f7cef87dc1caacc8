/**
 * Temporary folders that do not outlive the program.
 *
 * A demo or a test ends in many ways: normally, by an exception, by process.exit, by Ctrl-C. Every folder made here
 * is in one registry, emptied when the process exits. Node does not run exit hooks when a signal with no listener
 * kills it, so the registry listens too; but only while it is alone: where the program handles the signal itself, it
 * decides when to leave, and the exit hook does the rest. SIGKILL leaves the folder behind, as it does for everyone.
 */
import { accessSync, chmodSync, constants, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** The tmpfs that glibc's shm_open needs (shm_overview(7)). */
const SHARED_MEMORY = '/dev/shm';

const folders = new Set<string>();

/**
 * Makes an empty folder `gpu-top-LABEL-XXXXXX`, removed when the process ends.
 *
 * @param parent where; default the system's temp folder.
 * @throws the file system's error when `parent` cannot be written.
 */
export function makeTempRoot(label: string, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `gpu-top-${label}-`));
  if (folders.size === 0) watch();
  folders.add(folder);
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
  if (!folders.delete(folder)) return;
  removeTree(folder);
  if (folders.size === 0) unwatch();
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

function watch(): void {
  process.on('exit', removeAll);
  for (const signal of SIGNALS) process.on(signal, removeOnSignal);
}

function unwatch(): void {
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, removeOnSignal);
}

function removeAll(): void {
  for (const folder of folders) removeTree(folder);
  folders.clear();
}

/** The listener of this registry, for whoever must tell it from those that end the program themselves. */
export function removeOnSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  removeAll();
  unwatch();
  process.kill(process.pid, signal);
}
