/**
 * A tool that prints lines until it is ended: started in a shell, here or on another machine, bounded in all that it says, and ended with
 * whoever started it.
 *
 * The shell reads the script from its stdin, and a part of it then waits there: when the other end closes, by `close` or because this
 * process was killed, it kills the tool. So not even SIGKILL leaves a tool behind that holds a GPU.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { endWithUs } from '../helper/at-end.js';

export interface LineChildOptions {
  /** A command that gives a POSIX shell on its stdin and stdout: `/bin/sh`, or ssh to one. */
  readonly shell: readonly string[];
  /** The tool's command line, each word quoted for the shell. */
  readonly command: string;
  /**
   * The shell is on another machine: its command gets the whole environment, by which that may be found, and a session of its own, so that
   * it asks nobody at the terminal. @default a clean environment
   */
  readonly isFar?: boolean | undefined;
  readonly line: (line: string) => void;
  /** It has ended by itself, or could not be started; why, in the last words of its stderr: hostile text. Null: it said none. */
  readonly ended: (why: string | null) => void;
}

/** No line of the tool is longer; what is, is no line of its. */
const MOST_LINE_CHARS = 4096;
/** More than any tool prints between two looks at the clock: 8 GPUs with 40 processes each are 40 KB a second. */
const MOST_BYTES_PER_SECOND = 4 * 1024 * 1024;
/** And more lines: short ones cost more than long ones. */
const MOST_LINES_PER_SECOND = 50_000;
const MOST_LAST_WORDS = 512;
const LAST_WORDS_MS = 200;

/** Words safe for `sh`. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

function scriptOf(command: string): string {
  // Whatever a profile of the far side printed stands before the mark. The shell ends with the tool, and so does an ssh to it: by
  // the end of its output alone ssh would not be told.
  return `exec 3<&0
echo '${BEGIN}'
LC_ALL=C ${command} </dev/null 3<&- &
tool=$!
{ exec >/dev/null 2>&1; while read -r line <&3; do :; done; kill "$tool"; sleep 1; kill -9 "$tool"; } &
reader=$!
exec >/dev/null
wait "$tool"
kill "$reader" 2>/dev/null
exit
`;
}

const BEGIN = 'gpu-top: the tool begins';

/** A clean environment: what the tool could be led astray by stays out. */
const ENVIRONMENT = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'SSH_AGENT_PID', 'XDG_RUNTIME_DIR'] as const;

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

export class LineChild {
  readonly #child: ChildProcess;
  readonly #options: LineChildOptions;
  #text = '';
  #stderr = '';
  #hasBegun = false;
  #isOver = false;
  #isGone = false;
  #bytes = 0;
  #lines = 0;
  #second: NodeJS.Timeout;

  constructor(options: LineChildOptions) {
    this.#options = options;
    const [file = '', ...args] = options.shell;
    const { isFar = false } = options;
    const env = isFar ? process.env : cleanEnvironment();
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], env, detached: isFar });
    // An ssh whose network is dead reads no end of its input.
    if (isFar) endWithUs(this.#child, true);
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#receive(chunk.toString('utf8')));
    // Both, so that its last words are here.
    let open = 2;
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.once('end', () => --open === 0 && this.#end());
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString()).slice(-MOST_LAST_WORDS)));
    this.#child.stdin?.on('error', () => undefined);
    this.#child.once('error', ({ message }) => {
      this.#isGone = this.pid === undefined;
      this.#stderr = message;
      this.#end();
    });
    this.#child.once('exit', () => {
      this.#isGone = true;
      setTimeout(() => this.#end(), LAST_WORDS_MS).unref();
    });
    this.#child.stdin?.write(scriptOf(options.command));
    this.#second = setInterval(() => {
      this.#bytes = 0;
      this.#lines = 0;
    }, 1000);
    // The tool must not keep a command alive that is done.
    this.#second.unref();
    this.#child.unref();
    for (const stream of this.#child.stdio) (stream as unknown as { unref?: () => void } | null)?.unref?.();
  }

  /** Of the shell that the tool runs in; undefined: it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The shell has ended, and with it the tool, for which it waits: a tool that hangs in its driver outlives its end. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Ends the tool. Safe to call twice; `ended` is not called. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#second);
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #receive(text: string): void {
    if (this.#isOver) return;
    this.#bytes += text.length;
    const lines = (this.#text + text).split('\n');
    this.#lines += lines.length - 1;
    if (this.#bytes > MOST_BYTES_PER_SECOND || this.#lines > MOST_LINES_PER_SECOND) {
      this.#stderr = 'it printed without end';
      this.#end();
      return;
    }
    this.#text = (lines.pop() ?? '').slice(-MOST_LINE_CHARS);
    for (const line of lines) {
      if (!this.#hasBegun) this.#hasBegun = line.endsWith(BEGIN);
      else if (line.length < MOST_LINE_CHARS) this.#options.line(line);
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.close();
    const lastWords = this.#stderr.trim().split('\n').at(-1) ?? '';
    this.#options.ended(lastWords === '' ? null : lastWords);
  }
}
