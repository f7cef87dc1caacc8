/**
 * Whose process it is. The uid comes from /proc/PID/status and not from the folder's owner: the kernel shows a process
 * that may not be dumped (ssh-agent, some compositors) as owned by root.
 */
import { decimal } from './decimal.js';
import { Failure, type Files } from './files.js';
import type { Root } from './root.js';

/** Real uid of the process whose folder is `processDir` (`/proc/PID/`); null where status is refused or cut short before it. */
export function readUid(files: Files, processDir: string): number | null {
  const status = files.read(`${processDir}status`);
  // Four ids stand in the line; behind the first is always a blank, unless the text was cut inside it. Only a newline begins a line, and
  // not a carriage return, as it would for `^`: the process may have one in its name, which stands two lines before.
  const uid = status instanceof Failure ? undefined : /(?<![^\n])Uid:[ \t]*(\d+)\s/.exec(status)?.[1];
  return decimal(uid ?? '');
}

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
