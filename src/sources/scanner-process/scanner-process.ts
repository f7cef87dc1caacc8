/**
 * A scan source whose scanner works in a process of its own, so that nothing it meets can hold up whoever asks: not an fdinfo
 * that takes a driver seconds, not a file system that never answers, not a process with 100,000 fds.
 *
 * A process and not a thread, because a thread that is stuck in a system call cannot be left behind: `process.exit()` joins it
 * and hangs with it [measured, Node 20]. A child can be left, even where the kernel keeps it deaf to SIGKILL. It has a session
 * of its own, so that Ctrl-C and Ctrl-Z at the terminal are its parent's alone to answer.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pendingCall } from '../../procfs/pending-call.js';
import { UsageError } from '../../errors/usage-error.js';
import { type Answer, type ScannerProcessOptions, NEXT } from './orders.js';
import type { Source, Waiting } from '../source.js';

const CHILD = fileURLToPath(new URL('./scanner-child.js', import.meta.url));

/** A sweep that takes longer is late: the largest machine measured takes a tenth of it. */
const LATE_MS = 1000;

/** So much of what a dying child says is kept. */
const MAX_LAST_WORDS = 4096;

export interface ScannerProcess extends Source {
  waitingFor(): Waiting | null;
  cpuNs(): number;
}

interface Asked {
  readonly atMs: number;
  readonly answered: (answer: Answer | null) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Starts the scanner's process at once, so that it is ready by the time a screen has been drawn.
 *
 * `next` rejects with a `UsageError` for a root that is none, and when the process has ended.
 */
export function createScannerProcess(options: ScannerProcessOptions = {}): ScannerProcess {
  const child = fork(CHILD, [JSON.stringify(options)], {
    serialization: 'advanced',
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  /** In the order of the asking, which is the order of the answers. */
  const asked: Asked[] = [];
  let lastWords = '';
  let death: Error | null = null;
  let closed = false;
  let cpuNs = 0;

  const die = (why: string): void => {
    death ??= new UsageError(`the scanner's process ${why}; start gpu-top again`, { exitCode: 1 });
    for (const { failed } of asked.splice(0)) failed(death);
  };
  child.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(0, MAX_LAST_WORDS)));
  child.on('message', (answer) => asked.shift()?.answered(answer as Answer));
  child.once('error', ({ message }) => die(`could not be started: ${message}`));
  // Not `exit`: an answer and last words may still be on their way then.
  child.once('close', (code: number | null, signal: string | null) => die(obituary(signal ?? code, lastWords)));

  const ask = (): Promise<Answer | null> =>
    new Promise((answered, failed) => {
      if (death !== null) {
        failed(death);
        return;
      }
      asked.push({ atMs: performance.now(), answered, failed });
      // An order that cannot be sent any more is answered by `close`.
      child.send(NEXT, () => undefined);
    });

  return {
    present: true,
    async next() {
      const answer = closed ? null : await ask();
      if (answer === null) return null;
      if (answer.kind !== 'sweep') throw errorOf(answer);
      cpuNs = answer.cpuNs;
      return answer.sweep;
    },
    waitingFor: () => waitingSince(asked[0]?.atMs, child.pid),
    cpuNs: () => cpuNs,
    close() {
      closed = true;
      for (const { answered } of asked.splice(0)) answered(null);
      child.kill('SIGKILL');
      // Not waited for: a child that the kernel keeps deaf must not keep this process alive.
      child.stderr?.destroy();
      if (child.connected) child.disconnect();
      child.unref();
      return Promise.resolve();
    },
  };
}

function waitingSince(atMs: number | undefined, pid: number | undefined): Waiting | null {
  const sinceMs = atMs === undefined ? 0 : performance.now() - atMs;
  if (sinceMs < LATE_MS || pid === undefined) return null;
  const { path, working } = pendingCall(pid);
  return { sinceMs, working, path };
}

function errorOf(answer: Exclude<Answer, { kind: 'sweep' }>): Error {
  if (answer.kind === 'usage') return new UsageError(answer.message, { exitCode: answer.exitCode });
  const error = new Error('the scanner failed');
  error.stack = answer.stack;
  return error;
}

function obituary(how: string | number | null, lastWords: string): string {
  const [line] = lastWords.trim().split('\n');
  return `ended by ${typeof how === 'string' ? how : `itself (exit code ${how})`}${line ? `: ${line}` : ''}`;
}
