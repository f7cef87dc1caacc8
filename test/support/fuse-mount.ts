/** Mounting and getting rid of the FUSE servers of this folder. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { skipped } from './tools.js';

/** Why FUSE cannot be mounted here, or null when it can. */
export function whyNoFuse(): string | null {
  if (process.getuid?.() !== 0) return skipped('fuse', 'mounting needs root');
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return null;
  } catch (error) {
    return skipped('fuse', `no FUSE here: ${String(error)}`);
  }
}

/** A running server: its process, what it said first, and what it says after that. */
export class FuseMount implements AsyncDisposable {
  /** Where the file system is mounted, in the server's mount namespace. */
  readonly folder: string;
  readonly #base: string;
  readonly #server: ChildProcess;
  readonly #lines: Interface;
  #disposed = false;
  /** The words of the server's first line. The last is the connection's number. */
  readonly said: readonly string[];

  private constructor(base: string, server: ChildProcess, lines: Interface, said: readonly string[]) {
    this.#base = base;
    this.folder = join(base, 'mounted');
    this.#server = server;
    this.#lines = lines;
    this.said = said;
  }

  /**
   * @param script a server of this folder
   * @param namespace its mount namespace: this one, or one of its own
   */
  static async start(script: string, args: readonly string[], namespace: 'same' | 'own' = 'same'): Promise<FuseMount> {
    const base = mkdtempSync(join(tmpdir(), 'gpu-top-fuse-'));
    mkdirSync(join(base, 'control'));
    mkdirSync(join(base, 'mounted'));
    execFileSync('mount', ['-t', 'fusectl', 'none', join(base, 'control')]);
    const path = fileURLToPath(new URL(script, import.meta.url));
    const command = [process.execPath, path, join(base, 'mounted'), ...args];
    const [program = '', ...rest] = namespace === 'own' ? ['unshare', '-m', ...command] : command;
    const server = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: server.stdout });
    const [said] = (await once(lines, 'line')) as [string];
    return new FuseMount(base, server, lines, said.split(' '));
  }

  tell(line: string): void {
    this.#server.stdin?.write(`${line}\n`);
  }

  /** The next line that the server says. */
  async hears(): Promise<string> {
    const [line] = (await once(this.#lines, 'line')) as [string];
    return line;
  }

  /** Stops the server altogether, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#server.kill(signal);
  }

  /** Ends the connection: whoever waits for the file system gets an error and goes on. Safe to call twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const ended = once(this.#server, 'exit');
    writeFileSync(join(this.#base, 'control', this.said.at(-1) ?? '', 'abort'), '1');
    this.#server.kill('SIGKILL');
    await ended;
    for (const mount of ['control', 'mounted']) {
      try {
        execFileSync('umount', ['-l', join(this.#base, mount)], { stdio: 'ignore' });
      } catch {
        // `mounted` is not mounted here when the server had a mount namespace of its own
      }
    }
    rmSync(this.#base, { recursive: true });
  }
}
