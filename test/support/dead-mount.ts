import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HANG_FUSE = fileURLToPath(new URL('hang-fuse.js', import.meta.url));

/** Why a dead FUSE mount cannot be made here, or null when it can. */
export function whyNoFuse(): string | null {
  if (process.getuid?.() !== 0) return 'mounting needs root';
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return null;
  } catch (error) {
    return `no FUSE here: ${String(error)}`;
  }
}

/**
 * A process that holds a file on a file system which does not answer any more (see hang-fuse.js). A stat of its fd's target
 * waits until dispose, deaf to every signal.
 */
export class DeadMount implements AsyncDisposable {
  readonly #folder: string;
  readonly #holder: ChildProcess;
  readonly #connection: string;
  readonly pid: number;
  readonly fd: number;

  private constructor(folder: string, holder: ChildProcess, said: string) {
    this.#folder = folder;
    this.#holder = holder;
    const [pid = '', fd = '', connection = ''] = said.trim().split(' ');
    this.pid = Number(pid);
    this.fd = Number(fd);
    this.#connection = connection;
  }

  /** @param namespace the holder's mount namespace: this one, or one of its own */
  static async start(namespace: 'same' | 'own'): Promise<DeadMount> {
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-dead-mount-'));
    mkdirSync(join(folder, 'control'));
    mkdirSync(join(folder, 'dead'));
    execFileSync('mount', ['-t', 'fusectl', 'none', join(folder, 'control')]);
    const command = [process.execPath, HANG_FUSE, join(folder, 'dead')];
    const [program = '', ...args] = namespace === 'own' ? ['unshare', '-m', ...command] : command;
    const holder = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(holder.stdout, 'data')) as [Buffer];
    return new DeadMount(folder, holder, said.toString());
  }

  /** Ends the connection: whoever waits for the file system gets an error and goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#holder, 'exit');
    writeFileSync(join(this.#folder, 'control', this.#connection, 'abort'), '1');
    this.#holder.kill('SIGKILL');
    await ended;
    for (const mount of ['control', 'dead']) {
      try {
        execFileSync('umount', ['-l', join(this.#folder, mount)], { stdio: 'ignore' });
      } catch {
        // `dead` is not mounted here when the holder had a mount namespace of its own
      }
    }
    rmSync(this.#folder, { recursive: true });
  }
}
