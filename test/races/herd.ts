/** Starts the herd of herd.c in a pid namespace of its own and knows what stands still in it. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { skipped } from '../support/tools.js';

/** What the herd has done so far. */
export interface HerdCounts {
  readonly forks: number;
  readonly reused: number;
  readonly execs: number;
  readonly opens: number;
  readonly dups: number;
  readonly closes: number;
  readonly passes: number;
  readonly renames: number;
  readonly kills: number;
  readonly leaders: number;
  /** The newest client id. */
  readonly clients: number;
}

/** Why there can be no herd here, or null. */
export function whyNoHerd(): string | null {
  if (process.getuid?.() !== 0) return skipped('root', 'namespaces need root');
  if (spawnSync('cc', ['--version']).error !== undefined) return skipped('cc', 'no C compiler (cc)');
  const { status } = spawnSync('unshare', ['--pid', '--mount', '--fork', '--kill-child', '--mount-proc', 'true']);
  return skipped('unshare', status === 0 ? null : 'no pid namespace can be made (unshare)');
}

export class Herd implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** `INODE MOUNT` of each node. */
  readonly nodes: readonly string[];
  /** Holders (`PID:FD,FD`, sorted) of the clients that stand still, by client id. */
  readonly still: ReadonlyMap<string, string>;
  /** The herd's /proc, as it can be reached from outside. */
  readonly proc: string;

  private constructor(folder: string, process: ChildProcess, lines: AsyncIterator<string>, said: readonly string[]) {
    this.#folder = folder;
    this.#process = process;
    this.#lines = lines;
    this.nodes = said.flatMap((line) => /^node (.*)$/.exec(line)?.[1] ?? []);
    this.still = new Map(
      said.flatMap((line) => {
        const [, id = '', holders = ''] = /^still (\d+) (.*)$/.exec(line) ?? [];
        return id === '' ? [] : [[id, holders.split(' ').sort().join(' ')]];
      }),
    );
    const [init = ''] = readdirSync(`/proc/${process.pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').trim().split(' '),
    );
    this.proc = `/proc/${init}/root/proc`;
  }

  /**
   * @param count processes that come and go, at any time
   * @param still clients that stand still
   */
  static async start(count: number, still: number): Promise<Herd> {
    const folder = makeTempRoot('races');
    const program = join(folder, 'herd');
    const sources = ['herd.c', 'worker.c'].map((name) => join(import.meta.dirname, name));
    execFileSync('cc', ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread', '-o', program, ...sources]);
    const namespace = ['--pid', '--mount', '--fork', '--kill-child', '--mount-proc'];
    const process = spawn('unshare', [...namespace, program, String(count), String(still)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    const said: string[] = [];
    while (said.at(-1) !== 'ready') {
      const line = await lines.next();
      if (line.done === true) throw new Error(`the herd did not start: ${said.join()}`);
      said.push(line.value);
    }
    return new Herd(folder, process, lines, said);
  }

  /** Resolves when only the still ones are left; nothing moves until `go`. */
  async quiet(): Promise<HerdCounts> {
    this.#process.stdin?.write('quiet\n');
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('the herd ended');
    return JSON.parse(line.value.slice('quiet '.length)) as HerdCounts;
  }

  go(): void {
    this.#process.stdin?.write('go\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.stdin?.end();
      await ended;
    }
    removeTempRoot(this.#folder);
  }
}
