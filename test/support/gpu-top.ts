/** Runs the built program, as a user does. Tests that use it need `npm run build` (which `npm ci` does). */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readableProgram } from './readable-program.js';

export const BIN = fileURLToPath(new URL('../../bin/gpu-top.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Kills it, hard, after so long: a test must end. */
  readonly timeoutMs?: number;
  readonly uid?: number;
  readonly cwd?: string;
}

/** Runs to the end. Never rejects for an exit code. */
export function gpuTop(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, timeoutMs = 20_000, uid, cwd } = options;
  const { node, bin } = uid === undefined ? { node: process.execPath, bin: BIN } : readableProgram();
  const child = spawn(node, [bin, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(uid === undefined ? {} : { uid, gid: uid }),
    // A folder that this user can be in.
    ...(cwd !== undefined ? { cwd } : uid === undefined ? {} : { cwd: '/' }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The lines of an NDJSON output as objects. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
