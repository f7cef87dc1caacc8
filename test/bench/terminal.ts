/** A program in a terminal of 220x60, and what the kernel has on its books of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_A_SECOND = 100;

/** A program in a terminal of its own. */
export class Terminal {
  bytes = 0;
  readonly #child: ChildProcess;
  readonly #startMs = performance.now();
  readonly #seenMs = new Map<string, number>();
  #tail = '';

  constructor(argv: readonly string[], marks: readonly string[]) {
    const words = argv.map((word) => `'${word}'`).join(' ');
    this.#child = spawn('script', ['-qfc', `stty cols 220 rows 60; echo "pid:$$:"; exec ${words}`, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      this.#tail = (this.#tail + chunk.toString()).slice(-20_000);
      for (const mark of ['pid:', ...marks]) {
        if (!this.#seenMs.has(mark) && this.#tail.includes(mark)) this.#seenMs.set(mark, performance.now() - this.#startMs);
      }
      this.#pid ??= Number(/pid:(\d+):/.exec(this.#tail)?.[1] ?? NaN) || null;
    });
  }

  #pid: number | null = null;

  get pid(): number {
    if (this.#pid === null) throw new Error('the program was not started');
    return this.#pid;
  }

  /** The first process that the program started. */
  get scannerPid(): number {
    return Number(readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim().split(' ')[0]);
  }

  /** ms from the start of the program to the first sight of a mark. */
  async seen(mark: string): Promise<number> {
    for (let i = 0; i < 2000; i += 1) {
      const at = this.#seenMs.get(mark);
      if (at !== undefined) return at - (this.#seenMs.get('pid:') ?? 0);
      await sleep(5);
    }
    throw new Error(`'${mark}' was not drawn within 10 s`);
  }

  /** Ends the program, and the terminal with it. */
  async end(): Promise<void> {
    const isOver = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null) return;
    if (this.#pid !== null) process.kill(this.#pid, 'SIGTERM');
    else this.#child.kill();
    await isOver;
  }
}

export interface Use {
  /** Of all its threads, the compiler's and the collector's included. */
  readonly cpuSeconds: number;
  readonly rssMib: number;
  /** Its part of what it shares with others counted. */
  readonly pssMib: number;
}

export function useOf(pid: number): Use {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ');
  const kibOf = (file: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    rssMib: kibOf('status', 'VmRSS') / 1024,
    pssMib: kibOf('smaps_rollup', 'Pss') / 1024,
  };
}
