/**
 * A shell on another machine, or in a container, with the far script running in it: orders in, answers out.
 *
 * One order at a time. An answer that does not come, one beyond all measure, and the end of the shell are all the end of the
 * connection; whoever wants to go on opens another.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { endWithUs } from '../helper/at-end.js';
import { commandExists } from '../procfs/find-command.js';
import { ANSWER_LIMITS } from './answer.js';
import { remoteScript, READY, type SearchWays } from './script.js';

/** The far machine cannot be looked at, now or any more. The message is one line, of the far side's own words: hostile text. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
}

/** To log in and start a shell. */
const READY_TIMEOUT_MS = 30_000;
/** A tick's files take milliseconds, a slow network a second. */
const ANSWER_TIMEOUT_MS = 15_000;
/** A thousand clients with all their files are 4 MB. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** What a login shell may print before ours begins. */
const MAX_GREETING_BYTES = 256 * 1024;
const MAX_STDERR_CHARS = 4096;
const LAST_WORDS_MS = 200;

const END = '\n.\n';
const NEWLINE = 0x0a;

export interface RemoteOpening {
  /** To log in and start a shell. */
  readonly timeoutMs?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
  /** A person answers it at the terminal, which it therefore shares; else it has a session of its own, and ends with all it started. */
  readonly isAsking?: boolean;
}

export class RemoteShell {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #terminate: () => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #lines = 0;
  #stderr = '';
  #over: RemoteError | null = null;
  /** Looks at what has come, whenever more has. */
  #look: () => void = () => undefined;
  #fail: (error: RemoteError) => void = () => undefined;

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>, leadsGroup: boolean) {
    this.#child = child;
    this.#terminate = endWithUs(child, leadsGroup);
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    child.stderr.on('data', (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString()).slice(-MAX_STDERR_CHARS)));
    // EPIPE: the shell is gone, and `close` says so with its last words.
    child.stdin.on('error', () => undefined);
    child.once('error', (error: NodeJS.ErrnoException) =>
      this.#end(isMissing(error, child.spawnfile) ? `there is no ${child.spawnfile} here` : error.message),
    );
    const obituary = (code: number | null, signal: string | null): void =>
      this.#end(this.#lastWords() ?? `ended by ${signal ?? `itself (exit code ${code})`}`);
    child.once('close', obituary);
    // Its pipes may live on in children of its own, and keep `close` from coming; its last words are here by then.
    child.once('exit', (code, signal) => void setTimeout(obituary, LAST_WORDS_MS, code, signal).unref());
  }

  /**
   * Starts the command, whose stdin must be a POSIX shell's, and the script in it.
   *
   * @throws {RemoteError} with the last line of its stderr
   */
  static async open(
    [file = '', ...args]: readonly string[],
    ways: SearchWays,
    { timeoutMs = READY_TIMEOUT_MS, signal, isAsking = false }: RemoteOpening = {},
  ): Promise<RemoteShell> {
    const shell = new RemoteShell(spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: !isAsking }), !isAsking);
    const giveUp = (): void => shell.close();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      shell.#child.stdin.write(remoteScript(ways));
      await shell.#wait(timeoutMs, () => shell.#isReady());
      return shell;
    } catch (error) {
      shell.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /**
   * Sends an order with its list, if it has one.
   *
   * @param timeoutMs null: the answer may come whenever it likes
   * @returns the answer's lines in Latin-1, byte for byte, without its last one
   * @throws {RemoteError} when there is none; the shell is closed then
   */
  async ask(order: string, timeoutMs: number | null = ANSWER_TIMEOUT_MS): Promise<string[]> {
    this.#chunks = [];
    this.#bytes = 0;
    this.#lines = 0;
    try {
      const answered = this.#wait(timeoutMs, () => this.#isAnswered());
      this.#child.stdin.write(order);
      await answered;
    } catch (error) {
      this.close();
      throw error;
    }
    const text = Buffer.concat(this.#chunks).toString('latin1', 0, this.#bytes - '.\n'.length);
    return text === '' ? [] : text.slice(0, -1).split('\n');
  }

  /** Ends the shell; its children end with their stdin. Safe to call twice. */
  close(): void {
    this.#end('closed');
    this.#child.stdin.destroy();
    this.#terminate();
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#child.unref();
  }

  #wait(timeoutMs: number | null, isDone: () => boolean): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const giveUp = (ms: number): NodeJS.Timeout =>
        setTimeout(() => this.#end(this.#lastWords() ?? `no answer for ${ms / 1000} s`), ms);
      const timer = timeoutMs === null ? undefined : giveUp(timeoutMs);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#look = () => undefined;
        this.#fail = () => undefined;
        act();
      };
      this.#fail = (error) => settle(() => reject(error));
      this.#look = () => {
        if (isDone()) settle(resolve);
      };
      if (this.#over !== null) this.#fail(this.#over);
    });
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) this.#lines++;
    if (this.#bytes > MAX_ANSWER_BYTES || this.#lines > ANSWER_LIMITS.lines) this.#end('an answer without end');
    else this.#look();
  }

  /** The line that says so may stand behind anything that the login shell printed. */
  #isReady(): boolean {
    const text = Buffer.concat(this.#chunks).toString('latin1');
    if (text.startsWith(`${READY}\n`) || text.includes(`\n${READY}\n`)) return true;
    if (this.#bytes > MAX_GREETING_BYTES) this.#end('what answers there is no shell');
    return false;
  }

  /** The last line is a dot; no other can be, since whatever a file says stands behind a space. */
  #isAnswered(): boolean {
    const tail = tailOf(this.#chunks, END.length).toString('latin1');
    return tail === END || (this.#bytes < END.length && tail === END.slice(1));
  }

  #end(why: string): void {
    this.#over ??= new RemoteError(why);
    this.#fail(this.#over);
  }

  #lastWords(): string | null {
    const line = this.#stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
    return line === '' ? null : line;
  }
}

/** A folder of PATH that may not be searched makes EACCES of a name that is nowhere. */
function isMissing(error: NodeJS.ErrnoException, file: string): boolean {
  return error.code === 'ENOENT' || (error.code === 'EACCES' && !commandExists(file, process.env['PATH']));
}

/** The last bytes of all chunks together, however small the last chunk is. */
function tailOf(chunks: readonly Buffer[], length: number): Buffer {
  let tail = Buffer.alloc(0);
  for (let at = chunks.length - 1; at >= 0 && tail.length < length; at--) tail = Buffer.concat([chunks[at] ?? tail, tail]);
  return tail.subarray(-length);
}
