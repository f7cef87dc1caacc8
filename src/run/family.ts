/**
 * Which processes belong to a command: the process itself and all its descendants.
 *
 * A descendant is known by its line of parents, followed upwards when it is first seen with a DRM fd. One whose line is broken,
 * because a parent ended and it was handed to init, is known by a mark that the command got in its environment and that children
 * inherit. Missed is who has neither: a descendant that left its line before it was first seen and cleared its environment (sudo,
 * a process that writes over its own environ), or whose environ we may not read; and whoever works for the command without
 * descending from it (a container started by a daemon, a compositor).
 */
import { Failure } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import type { Root } from '../procfs/root.js';
import type { ProcessFacts } from '../scan/sweep.js';

/** Name of the environment variable that holds the marks, the outermost `gpu-top run` first, joined by colons. */
export const MARK_NAME = 'GPU_TOP_RUN';

/** Longer lines of parents are not met, and a tree written by hand may hold a circle. */
const MOST_PARENTS = 256;

export interface Command {
  readonly pid: number;
  /** A text that nobody else has in the environment. */
  readonly mark: string;
}

/** Answers are kept: nobody becomes a descendant later, and one who is does not cease to be. */
export class Family {
  readonly #root: Root;
  readonly #command: Command;
  readonly #startTimeTicks: number | null;
  readonly #answers = new Map<string, boolean>();

  /** To be made as soon as the command runs: it is told from a later process of its number by its start time. */
  constructor(root: Root, command: Command) {
    this.#root = root;
    this.#command = command;
    this.#startTimeTicks = new Proc(root, command.pid).startTimeTicks();
  }

  has({ pid, startTimeTicks, parentPid }: ProcessFacts): boolean {
    const key = `${pid} ${startTimeTicks}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#isCommand(pid, startTimeTicks) || this.#descends(parentPid) || this.#isMarked(pid);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #isCommand(pid: number, startTimeTicks: number | null): boolean {
    return pid === this.#command.pid && (this.#startTimeTicks === null || startTimeTicks === this.#startTimeTicks);
  }

  #descends(parentPid: number | null): boolean {
    let pid = parentPid;
    for (let step = 0; pid !== null && pid > 1 && step < MOST_PARENTS; step++) {
      const stat = new Proc(this.#root, pid).knownStat();
      if (stat === null) return false;
      if (this.#isCommand(pid, stat.startTimeTicks) || this.#answers.get(`${pid} ${stat.startTimeTicks}`) === true) return true;
      pid = stat.parentPid;
    }
    return false;
  }

  #isMarked(pid: number): boolean {
    const environ = new Proc(this.#root, pid).environ();
    if (environ instanceof Failure) return false;
    const variable = environ.split('\0').find((each) => each.startsWith(`${MARK_NAME}=`));
    return (
      variable
        ?.slice(MARK_NAME.length + 1)
        .split(':')
        .includes(this.#command.mark) ?? false
    );
  }
}
