/** /etc/passwd (passwd(5)): the names of users. */
import { decimal } from './decimal.js';
import { Failure, type Files } from './files.js';
import type { Root } from './root.js';

/** Names by uid from a passwd file (passwd(5)). The first line of a uid wins, as in getpwuid. */
export function parsePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':');
    const number = decimal(uid ?? '');
    if (name === undefined || name === '' || number === null) continue;
    if (!names.has(number)) names.set(number, name);
  }
  return names;
}

/**
 * User names of ROOT/etc/passwd. Users of a directory service (LDAP, systemd-homed) are not in the file and stay
 * numbers: asking NSS would need a native call. The file is read again when an unknown uid turns up and it changed.
 */
export class UserNames {
  readonly #files: Files;
  readonly #path: string;
  #mtimeMs: number | null = null;
  #names: ReadonlyMap<number, string> = new Map();

  constructor(root: Root) {
    this.#files = root.files;
    this.#path = `${root.dir === '/' ? '' : root.dir}/etc/passwd`;
  }

  /** The name, or the uid in decimal where nobody has it; 0 is root also in a tree without a passwd file. */
  of(uid: number): string {
    if (!this.#names.has(uid)) this.#refresh();
    return this.#names.get(uid) ?? (uid === 0 ? 'root' : String(uid));
  }

  #refresh(): void {
    const found = this.#files.stat(this.#path);
    if (found instanceof Failure || found.mtimeMs === this.#mtimeMs) return;
    const text = this.#files.read(this.#path, 1024 * 1024);
    if (text instanceof Failure) return;
    this.#mtimeMs = found.mtimeMs;
    this.#names = parsePasswd(text);
  }
}
