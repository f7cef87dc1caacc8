/**
 * Processes of a root: the folder /proc/PID of each, and the one place that knows what lies in it (proc(5),
 * Documentation/filesystems/proc.rst).
 */
import { parseCmdline, parseComm } from './cmdline.js';
import { decimal } from './decimal.js';
import { Failure, type Files, reread } from './files.js';
import { MOUNTINFO_CAP_BYTES } from './mountinfo.js';
import type { Root } from './root.js';
import { parseProcessStat, type ProcessStat } from './stat.js';
import { parseResidentBytes, parseUid } from './status.js';

/** Process ids in the order of the listing. Thread ids are not listed by procfs. */
export function listPids(root: Root): number[] | Failure {
  const names = root.files.list(root.proc);
  if (names instanceof Failure) return names;
  const pids: number[] = [];
  for (const name of names) {
    const pid = decimal(name);
    if (pid !== null) pids.push(pid);
  }
  return pids;
}

/** A command line can be megabytes long; nobody reads more of it than this. A stat line, of a name of 15 bytes and numbers, is never longer. */
const LINE_CAP_BYTES = 4096;

/** execve(2) allows a quarter of the stack, 2 MiB; what is set early stands early, but who can tell. */
const ENVIRON_CAP_BYTES = 2 * 1024 * 1024;

/** One process. Nothing is read before it is asked for, and nothing is kept. */
export class Proc {
  readonly pid: number;
  /** `/proc/PID/`, `/proc/PID/fd/`, `/proc/PID/fdinfo/`: they end in a slash, so that a fd's path is one concatenation. */
  readonly dir: string;
  readonly fdDir: string;
  readonly fdinfoDir: string;
  /** Made once it is asked for: of holders that is in each sweep, of others never. */
  #statPath: string | null = null;
  readonly #files: Files;

  constructor({ proc, files }: Pick<Root, 'proc' | 'files'>, pid: number) {
    this.pid = pid;
    this.dir = `${proc}/${pid}/`;
    this.fdDir = `${this.dir}fd/`;
    this.fdinfoDir = `${this.dir}fdinfo/`;
    this.#files = files;
  }

  /** Whether there is such a process, as far as one may see it. */
  get exists(): boolean {
    return !(this.#files.lstat(this.dir) instanceof Failure);
  }

  /** The text of a file below the folder. */
  read(name: string, capBytes?: number): string | Failure {
    return this.#files.read(this.dir + name, capBytes);
  }

  /** Null: cut short, or not a stat file. */
  stat(): ProcessStat | Failure | null {
    const text = reread(this.#files, (this.#statPath ??= `${this.dir}stat`), LINE_CAP_BYTES);
    return text instanceof Failure ? text : parseProcessStat(text);
  }

  /** As `stat`, where it does not matter why nothing is known. */
  knownStat(): ProcessStat | null {
    const stat = this.stat();
    return stat instanceof Failure ? null : stat;
  }

  /** Clock ticks after boot. It tells a process from a later one with its pid; null: not known. */
  startTimeTicks(): number | null {
    return this.knownStat()?.startTimeTicks ?? null;
  }

  /** What the process calls itself: hostile. Null: gone or refused. */
  comm(): string | null {
    return known(this.read('comm', LINE_CAP_BYTES), parseComm);
  }

  /** Arguments joined by spaces: hostile. Null: empty (kernel thread, zombie), gone or refused. */
  cmdline(): string | null {
    return known(this.read('cmdline', LINE_CAP_BYTES), parseCmdline);
  }

  /** Real uid, from status; null where that is refused or cut short before it. */
  uid(): number | null {
    return known(this.read('status'), parseUid);
  }

  /** Null where it is not known. */
  residentBytes(): number | null {
    return known(this.read('status'), parseResidentBytes);
  }

  /** Which file systems the process sees: for `parseMountinfo`. */
  mountinfo(): string | Failure {
    return this.read('mountinfo', MOUNTINFO_CAP_BYTES);
  }

  /** `NAME=value`, each closed by a zero byte: hostile. */
  environ(): string | Failure {
    return this.read('environ', ENVIRON_CAP_BYTES);
  }

  /** Text of the link of a fd. */
  link(fd: number): string | Failure {
    return this.#files.link(this.fdDir + String(fd));
  }

  fdinfo(fd: number): string | Failure {
    return this.#files.read(this.fdinfoDir + String(fd));
  }
}

function known<T>(text: string | Failure, parse: (text: string) => T): T | null {
  return text instanceof Failure ? null : parse(text);
}
