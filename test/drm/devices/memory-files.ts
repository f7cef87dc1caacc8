/**
 * A file system of a few lines, so that a test can plug a GPU in, take a file away between two reads, let any call
 * fail, and say afterwards what was asked. It follows no links on its own: who reads through a link shows as an error.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, type Files, type FileStat } from '../../../src/procfs/files.js';
import { entriesBelow } from '../../support/entries-below.js';

export interface Link {
  readonly link: string;
}

const OF_THE_PATH = new Set(['EACCES', 'ENOENT', 'ELOOP', 'ENOTDIR']);

/** Text of a file, or what one holds that is no text, a link, or the failure that calls on this path give. */
export type Entry = string | Uint8Array | Link | Failure;

export class MemoryFiles implements Files {
  readonly calls: { readonly call: keyof Files; readonly path: string }[] = [];
  #entries = new Map<string, { readonly entry: Entry; readonly ino: number }>();
  /** Names in each folder; made anew when one is asked for after a change. */
  #folders: Map<string, Set<string>> | null = null;
  #nextInode = 1;

  constructor(entries: Readonly<Record<string, Entry>> = {}) {
    for (const [path, entry] of Object.entries(entries)) this.set(path, entry);
  }

  /** All of a folder on disk, at `/`. */
  static copyOf(root: string): MemoryFiles {
    const files = new MemoryFiles();
    for (const found of entriesBelow(root)) {
      const path = join(found.parentPath, found.name);
      const name = path.slice(root.length);
      if (found.isSymbolicLink()) files.set(name, { link: readlinkSync(path) });
      else if (found.isFile()) files.set(name, readFileSync(path, 'utf8'));
    }
    return files;
  }

  /** The same files, to be changed without changing these. */
  clone(): MemoryFiles {
    const files = new MemoryFiles();
    files.#entries = new Map(this.#entries);
    files.#nextInode = this.#nextInode;
    return files;
  }

  /** Makes the file anew: it gets another inode, as in sysfs when a device comes back. */
  set(path: string, entry: Entry): void {
    this.#entries.set(path, { entry, ino: this.#nextInode++ });
    this.#folders = null;
  }

  /** Takes away a file or a folder with all that is in it. */
  remove(path: string): void {
    this.#folders = null;
    for (const name of this.#entries.keys()) {
      if (name === path || name.startsWith(`${path}/`)) this.#entries.delete(name);
    }
  }

  get paths(): readonly string[] {
    return [...this.#entries.keys()];
  }

  isLink(path: string): boolean {
    const entry = this.#entries.get(path)?.entry;
    return typeof entry === 'object' && 'link' in entry;
  }

  /** The paths that were read since the last time this was asked. */
  takeReads(): string[] {
    const reads = this.calls.filter(({ call }) => call === 'read').map(({ path }) => path);
    this.calls.length = 0;
    return reads;
  }

  list(path: string): string[] | Failure {
    return this.#answer('list', path, (entry) => {
      if (entry !== null) return new Failure('ENOTDIR', path);
      return [...this.#below(path)];
    });
  }

  link(path: string): string | Failure {
    return this.#answer('link', path, (entry) =>
      typeof entry === 'object' && entry !== null && 'link' in entry ? entry.link : new Failure('EINVAL', path),
    );
  }

  stat(path: string): FileStat | Failure {
    return this.lstat(path);
  }

  lstat(path: string): FileStat | Failure {
    return this.#answer('lstat', path, (entry) => ({
      ino: this.#entries.get(path)?.ino ?? 0,
      dev: 1,
      size: typeof entry === 'string' ? entry.length : 0,
      uid: 0,
      mtimeMs: 0,
      isDirectory: entry === null,
      charDevice: null,
    }));
  }

  read(path: string, capBytes = 65536): string | Failure {
    return this.#answer('read', path, (entry) => {
      if (entry === null) return new Failure('EISDIR', path);
      if (typeof entry !== 'string') throw new Error(`read through the link ${path}`);
      return entry.slice(0, capBytes);
    });
  }

  readBytes(path: string, capBytes = 65536): Uint8Array | Failure {
    return this.#answer('readBytes', path, (entry) => {
      if (entry === null) return new Failure('EISDIR', path);
      if (!(entry instanceof Uint8Array)) throw new Error(`bytes through the link, or of the text, ${path}`);
      return entry.slice(0, capBytes);
    });
  }

  #below(path: string): ReadonlySet<string> {
    this.#folders ??= foldersOf(this.#entries.keys());
    return this.#folders.get(path) ?? new Set();
  }

  /** `entry` is null for a folder. */
  #answer<T>(call: keyof Files, path: string, answer: (entry: Exclude<Entry, Failure> | null) => T | Failure): T | Failure {
    this.calls.push({ call, path });
    const entry = this.#entries.get(path)?.entry;
    // A driver's error comes with the read; finding the file there works.
    if (entry instanceof Failure) return call === 'link' && !OF_THE_PATH.has(entry.errno) ? new Failure('EINVAL', path) : entry;
    if (entry !== undefined) return answer(entry);
    return this.#below(path).size > 0 ? answer(null) : new Failure('ENOENT', path);
  }
}

function foldersOf(paths: Iterable<string>): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'), rest = path; slash >= 0; rest = path.slice(0, slash), slash = rest.lastIndexOf('/')) {
      const folder = rest.slice(0, slash);
      const names = folders.get(folder) ?? new Set();
      folders.set(folder, names.add(rest.slice(slash + 1)));
    }
  }
  return folders;
}
