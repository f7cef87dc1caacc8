/**
 * Writes a procfs tree: a folder that looks like `/` to the scanner, with processes, fds and fdinfo texts of our making.
 *
 * The demo, the tests and the benchmarks all read such trees with the real scanner, so a tree must behave like
 * procfs where a reader can tell: a process appears and disappears whole, a file is never seen half written (each
 * is made aside and renamed into place), an fd's link shows any text at all, and the mtime of an fd folder moves
 * when an fd comes or goes and at no other time.
 */
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cgroupText, cmdlineText, commText, statText, statusText, type ProcessIdentity } from './proc-text.js';
import { removeTree } from './temp-root.js';

/** One entry of /proc/PID/fd and its fdinfo. */
export interface TreeFd {
  /** What readlink shows: `/dev/dri/renderD128`, `socket:[123]`, `anon_inode:[eventpoll]`, anything. Null: no link. */
  readonly link: string | null;
  /** Text of fdinfo/N. Null: no such file, as for an fd closed between being listed and being read. */
  readonly fdinfo: string | Uint8Array | null;
}

export interface TreeProcess extends ProcessIdentity {
  readonly fds?: Readonly<Record<number, TreeFd>>;
  /** Text of mountinfo; absent: no such file. */
  readonly mountinfo?: string;
  /** Folders nobody may list, as for another user's process. Means nothing to root. */
  readonly denied?: readonly ('fd' | 'fdinfo')[];
}

/** A user of etc/passwd. */
export interface TreeUser {
  readonly name: string;
  readonly uid: number;
}

export class TreeWriter {
  /** The folder to give to `gpu-top --root`. */
  readonly root: string;
  /** Where things are made before they are renamed into place: the same file system, and no folder that a scan lists. */
  readonly #staging: string;
  /** Of its files. */
  readonly #mode: number;
  #made = 0;

  /**
   * Takes an existing folder (see `makeTempRoot`) and makes `proc` in it.
   *
   * @param forOwner files that nobody else may read, wherever they are moved or packed
   */
  constructor(root: string, { forOwner = false } = {}) {
    this.root = root;
    this.#mode = forOwner ? 0o600 : 0o666;
    this.#staging = join(root, '.staging');
    mkdirSync(this.#staging, { recursive: true });
    mkdirSync(join(root, 'proc'), { recursive: true });
  }

  /** Adds a process, or replaces the one with its pid: the folder changes in one step, with a new identity. */
  putProcess(process: TreeProcess): void {
    const made = this.#stage();
    mkdirSync(made);
    for (const [name, text] of processFiles(process)) this.#write(join(made, name), text);
    for (const folder of ['fd', 'fdinfo']) mkdirSync(join(made, folder));
    for (const [fd, entry] of Object.entries(process.fds ?? {})) {
      if (entry.fdinfo !== null) this.#write(join(made, 'fdinfo', fd), entry.fdinfo);
      if (entry.link !== null) symlinkSync(entry.link, join(made, 'fd', fd));
    }
    for (const folder of process.denied ?? []) chmodSync(join(made, folder), 0);
    this.removeProcess(process.pid);
    renameSync(made, this.#path(`proc/${process.pid}`));
  }

  /** Ends a process. Nothing happens when there is none. */
  removeProcess(pid: number): void {
    const gone = this.#stage();
    if (moved(this.#path(`proc/${pid}`), gone)) removeTree(gone);
  }

  /** Opens an fd, or replaces what was behind its number. */
  putFd(pid: number, fd: number, entry: TreeFd): void {
    if (entry.fdinfo === null) this.removePath(`proc/${pid}/fdinfo/${fd}`);
    else this.setFdinfo(pid, fd, entry.fdinfo);
    if (entry.link === null) this.removePath(`proc/${pid}/fd/${fd}`);
    else this.writeLink(`proc/${pid}/fd/${fd}`, entry.link);
  }

  /** Closes an fd. */
  removeFd(pid: number, fd: number): void {
    this.removePath(`proc/${pid}/fd/${fd}`);
    this.removePath(`proc/${pid}/fdinfo/${fd}`);
  }

  /** Moves the counters of an fd: a reader sees the old text or the new one, never a part. */
  setFdinfo(pid: number, fd: number, text: string | Uint8Array): void {
    this.writeFile(`proc/${pid}/fdinfo/${fd}`, text);
  }

  /** Writes etc/passwd. */
  setUsers(users: readonly TreeUser[]): void {
    this.writeFile('etc/passwd', users.map(({ name, uid }) => `${name}:x:${uid}:${uid}::/home/${name}:/bin/sh\n`).join(''));
  }

  /** Writes a file anywhere below the root, by rename. `path` is relative, its folders are made. */
  writeFile(path: string, text: string | Uint8Array): void {
    const made = this.#stage();
    this.#write(made, text);
    this.moveInto(made, path);
  }

  #write(path: string, text: string | Uint8Array): void {
    writeFileSync(path, text, { mode: this.#mode });
  }

  /** Makes or replaces a symbolic link; `text` is kept as it is. */
  writeLink(path: string, text: string): void {
    const made = this.#stage();
    symlinkSync(text, made);
    this.moveInto(made, path);
  }

  /** Removes a file, link or folder below the root. Nothing happens when there is none. */
  removePath(path: string): void {
    rmSync(this.#path(path), { recursive: true, force: true });
  }

  /** Renames something made on the same file system to `path` below the root, over what is there. */
  moveInto(made: string, path: string): void {
    const target = this.#path(path);
    try {
      renameSync(made, target);
    } catch {
      mkdirSync(dirname(target), { recursive: true });
      renameSync(made, target);
    }
  }

  #path(relative: string): string {
    return join(this.root, relative);
  }

  #stage(): string {
    this.#made += 1;
    return join(this.#staging, String(this.#made));
  }
}

function processFiles(process: ProcessIdentity & { readonly mountinfo?: string }): [string, string | Uint8Array][] {
  const files: [string, string | Uint8Array][] = [
    ['comm', commText(process)],
    ['cmdline', cmdlineText(process)],
    ['stat', statText(process)],
    ['status', statusText(process)],
    ['cgroup', cgroupText(process)],
  ];
  if (process.mountinfo !== undefined) files.push(['mountinfo', process.mountinfo]);
  return files;
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
