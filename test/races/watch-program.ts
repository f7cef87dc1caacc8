/** `gpu-top --json --check` at a herd: the built program in a process of its own, watched from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BIN } from '../support/gpu-top.js';
import { footprintOf, type Footprint } from '../support/footprint.js';
import type { Herd } from './herd.js';
import type { Tick } from './tick.js';

const PRELOAD = join(import.meta.dirname, 'preload.js');

export class WatchingProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** Resolves with exit code and signal when it has ended. */
  readonly ended: Promise<unknown[]>;
  stderr = '';

  /** @param seen called with each line */
  constructor(herd: Herd, intervalMs: number, seen: (tick: Tick) => void) {
    const args = ['--proc', herd.proc, '--json', '--check', '--all', '-d', `${intervalMs}ms`];
    this.#child = spawn(process.execPath, ['--import', PRELOAD, BIN, ...args], {
      env: { ...process.env, GPU_TOP_STAND_IN_NODES: herd.nodes.join(',') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = once(this.#child, 'close');
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on('line', (line) => seen(JSON.parse(line) as Tick));
  }

  /** Null when it has ended. */
  footprint(): Footprint | null {
    return footprintOf(this.#child.pid ?? 0);
  }

  /** Its reader goes, as `| head` does: it must end by itself, with 0. */
  async end(): Promise<unknown> {
    this.#child.stdout?.destroy();
    const [code, signal] = await this.ended;
    return signal ?? code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.ended;
  }
}
