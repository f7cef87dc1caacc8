/** Fds by the hundred thousand, on disk at a price that a benchmark can pay. */
import { linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FdKind } from '../../procfs-tree/fd-mix.js';
import type { TreeFd } from '../../procfs-tree/tree-writer.js';

/**
 * Writes fds by the hundred thousand. The fdinfo of two sockets differs in nothing that a reader looks at, so all fds of a kind
 * share one file by hard link; rewriting one by rename later parts it from the rest.
 */
export class BulkFds {
  readonly #folder: string;
  readonly #templates = new Map<FdKind, { path: string; links: number }>();
  #made = 0;

  /** `folder` is on the tree's file system and outside of what a scan reads; the shared files go there. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes an fd with a text of its own. */
  put(processFolder: string, fd: number, entry: TreeFd): void {
    symlinkSync(entry.link ?? '', join(processFolder, 'fd', String(fd)));
    writeFileSync(join(processFolder, 'fdinfo', String(fd)), entry.fdinfo ?? '');
  }

  /** Writes an fd of a kind, with the text that all fds of the kind share. */
  putOrdinary(processFolder: string, fd: number, kind: FdKind, number: number): void {
    const entry = kind(10_000 + number);
    symlinkSync(entry.link ?? '', join(processFolder, 'fd', String(fd)));
    linkSync(this.#template(kind, entry), join(processFolder, 'fdinfo', String(fd)));
  }

  #template(kind: FdKind, entry: TreeFd): string {
    const known = this.#templates.get(kind);
    // ext4 allows 65,000 links to one file.
    if (known !== undefined && known.links < 60_000) {
      known.links += 1;
      return known.path;
    }
    this.#made += 1;
    const path = join(this.#folder, `kind-${this.#made}`);
    writeFileSync(path, entry.fdinfo ?? '');
    this.#templates.set(kind, { path, links: 2 });
    return path;
  }
}
