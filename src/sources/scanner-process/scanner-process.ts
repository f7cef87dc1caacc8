/**
 * A scan source whose scanner works in a process of its own, so that nothing it meets can hold up whoever asks: not an fdinfo
 * that takes a driver seconds, not a file system that never answers, not a process with 100,000 fds.
 *
 * A process and not a thread, because a thread that is stuck in a system call cannot be left behind: `process.exit()` joins it
 * and hangs with it [measured, Node 20]. A child can be left, even where the kernel keeps it deaf to SIGKILL. It has a session
 * of its own, so that Ctrl-C and Ctrl-Z at the terminal are its parent's alone to answer.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { forkHelper } from '../../helper/fork-helper.js';
import { pendingCall } from '../../procfs/pending-call.js';
import { ScannerEnded } from '../../errors/scanner-ended.js';
import { UsageError } from '../../errors/usage-error.js';
import { type Answer, type ScannerProcessOptions, NEXT } from './orders.js';
import { sweepUnpacker } from './packed-sweep.js';
import type { Source, Waiting } from '../source.js';

const CHILD = fileURLToPath(new URL('./scanner-child.js', import.meta.url));

/** A sweep that takes longer is late: the largest machine measured takes a tenth of it. */
const LATE_MS = 1000;

/**
 * Of a sweep hardly anything outlives the next one: V8's 16 MiB for what is new cost 12 MiB and save no time, and with 1 MiB the texts of 200 working
 * clients are moved before they are done with, a fifteenth of the scanner's CPU time [measured, Node 20]. What is collected is so little that
 * waking other threads for it takes longer than doing it, a sixth of the scanner's CPU time [measured, Node 20, 200 clients]; the same goes for
 * what V8 compiles.
 */
const V8_FLAGS = ['--max-semi-space-size=2', '--single-threaded'];

/** So much of what a dying child says is kept. */
const MAX_LAST_WORDS = 4096;

export interface ScannerProcess extends Source {
  waitingFor(): Waiting | null;
  cpuNs(): number;
  helperPids(): readonly number[];
}

interface Asked {
  readonly atMs: number;
  readonly answered: (answer: Answer | null) => void;
  readonly failed: (error: Error) => void;
}

/** So long nothing is started after an end; doubled by each that comes before a sweep. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Starts the scanner's process at once, so that it is ready by the time a screen has been drawn.
 *
 * `next` rejects with a `UsageError` for a root that is none, and with `ScannerEnded` when the process has ended, as long as the
 * pause before the next start lasts.
 */
export function createScannerProcess(options: ScannerProcessOptions = {}): ScannerProcess {
  let helper: Helper | null = null;
  let ended: { readonly why: string; readonly startMs: number } | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let closed = false;
  /** Of the processes before this one. */
  let pastCpuNs = 0;
  let cpuNs = 0;

  const start = (): Helper => {
    ended = null;
    return new Helper(options, (why) => {
      ended = { why, startMs: performance.now() + pauseMs };
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      pastCpuNs += cpuNs;
      cpuNs = 0;
      helper = null;
    });
  };
  const running = (): Helper => {
    if (ended !== null && performance.now() < ended.startMs) throw new ScannerEnded(`the scanner's process ${ended.why}`);
    return (helper ??= start());
  };
  helper = start();

  return {
    present: true,
    async next() {
      if (closed) return null;
      const asked = running();
      const answer = await asked.ask();
      if (answer === null) return null;
      if (answer.kind !== 'sweep') throw errorOf(answer);
      pauseMs = FIRST_PAUSE_MS;
      ({ cpuNs } = answer);
      return asked.unpack(answer.sweep);
    },
    waitingFor: () => (helper === null ? null : waitingSince(helper.askedMs, helper.pid)),
    cpuNs: () => pastCpuNs + cpuNs,
    helperPids: () => (helper?.pid === undefined ? [] : [helper.pid]),
    close() {
      closed = true;
      helper?.close();
      return Promise.resolve();
    },
  };
}

/** One process, from its start to its end. */
class Helper {
  readonly unpack = sweepUnpacker();
  readonly #child: ChildProcess;
  readonly #onEnd: (why: string) => void;
  /** In the order of the asking, which is the order of the answers. */
  readonly #asked: Asked[] = [];
  #lastWords = '';
  #isOver = false;

  constructor(options: ScannerProcessOptions, onEnd: (why: string) => void) {
    this.#onEnd = onEnd;
    const child = forkHelper(CHILD, options, ['ignore', 'ignore', 'pipe', 'ipc'], true, V8_FLAGS);
    this.#child = child;
    child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.#lastWords = (this.#lastWords + chunk.toString()).slice(0, MAX_LAST_WORDS)),
    );
    child.on('message', (answer) => this.#asked.shift()?.answered(answer as Answer));
    child.once('error', ({ message }) => this.#end(`could not be started: ${message}`));
    // Not `exit`: an answer and last words may still be on their way then.
    child.once('close', (code: number | null, signal: string | null) => this.#end(obituary(signal ?? code, this.#lastWords)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** When the order was given that is under way. */
  get askedMs(): number | undefined {
    return this.#asked[0]?.atMs;
  }

  ask(): Promise<Answer | null> {
    return new Promise((answered, failed) => {
      this.#asked.push({ atMs: performance.now(), answered, failed });
      // An order that cannot be sent any more is answered by `close`.
      this.#child.send(NEXT, () => undefined);
    });
  }

  close(): void {
    this.#isOver = true;
    for (const { answered } of this.#asked.splice(0)) answered(null);
    const child = this.#child;
    child.kill('SIGKILL');
    // Not waited for: a child that the kernel keeps deaf must not keep this process alive.
    child.stderr?.destroy();
    if (child.connected) child.disconnect();
    child.unref();
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd(why);
    for (const { failed } of this.#asked.splice(0)) failed(new ScannerEnded(`the scanner's process ${why}`));
  }
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
