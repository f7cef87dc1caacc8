/**
 * The processes above a holder. Between a program's window and its GPU process stand others that hold no GPU fd (a zygote, a
 * sandbox, a launcher); without them nobody could tell that the two belong together.
 *
 * One read of /proc/PID/stat per ancestor and sweep, however many holders stand below it. Nothing is kept over a sweep: a
 * process may get another parent at any time.
 */
import { Failure } from '../procfs/files.js';
import { parseProcessStat, type ProcessStat } from '../procfs/process-stat.js';
import type { Root } from '../procfs/root.js';
import type { Ancestor } from './sweep.js';

/** Longer lines are not met, and a tree written by hand may hold a circle. */
export const MOST_ANCESTORS = 64;

export class Ancestry {
  readonly #root: Root;
  readonly #stats = new Map<number, ProcessStat | null>();
  /** By the parent: its children share one list, which then is also sent once to the screen's process. */
  readonly #lines = new Map<number, readonly Ancestor[]>();

  /** To be made anew for each sweep. */
  constructor(root: Root) {
    this.#root = root;
  }

  /** From the parent upwards; null when the parent itself is unknown. */
  above(parentPid: number | null): readonly Ancestor[] | null {
    if (parentPid === null) return null;
    const known = this.#lines.get(parentPid);
    if (known !== undefined) return known;
    const line: Ancestor[] = [];
    for (let pid: number | null = parentPid; pid !== null && pid > 1 && line.length < MOST_ANCESTORS;) {
      const stat = this.#statOf(pid);
      if (stat === null) break;
      line.push({ pid, comm: stat.comm });
      pid = stat.parentPid;
    }
    this.#lines.set(parentPid, line);
    return line;
  }

  #statOf(pid: number): ProcessStat | null {
    let stat = this.#stats.get(pid);
    if (stat === undefined) {
      const text = this.#root.files.read(`${this.#root.proc}/${pid}/stat`);
      stat = text instanceof Failure ? null : parseProcessStat(text);
      this.#stats.set(pid, stat);
    }
    return stat;
  }
}
