import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { skipped } from './tools.js';

const run = promisify(execFile);

/** Why tests in a real terminal cannot run here, or null when they can. */
export function whyNoTmux(): string | null {
  try {
    execFileSync('tmux', ['-V']);
    return null;
  } catch {
    return skipped('tmux', 'tmux is not installed');
  }
}

/** A real terminal: one pane of a private tmux server, gone at dispose. */
export class TmuxPane implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gpu-top-tmux-'));

  /** Starts a shell in a pane of the given size and types `command` into it. */
  static async start(command: string, columns: number, rows: number): Promise<TmuxPane> {
    const pane = await TmuxPane.running(['sh'], columns, rows);
    await pane.type(command, 'Enter');
    return pane;
  }

  /** A pane whose own program this is, with no shell around it; what it showed last stays when it has ended. */
  static async running(words: readonly string[], columns: number, rows: number): Promise<TmuxPane> {
    const pane = new TmuxPane();
    const size = ['-x', String(columns), '-y', String(rows)];
    await pane.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, ...words, ';', 'set-option', '-g', 'remain-on-exit', 'on');
    await pane.#tmux('set-option', '-g', 'status', 'off');
    await pane.resize(columns, rows);
    return pane;
  }

  /** Sends keys by tmux's names (`Enter`, `C-z`, `Down`) or as text. */
  type(...keys: string[]): Promise<string> {
    return this.#tmux('send-keys', ...keys);
  }

  resize(columns: number, rows: number): Promise<string> {
    return this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What the pane shows, as plain text. */
  text(): Promise<string> {
    return this.#tmux('capture-pane', '-p');
  }

  /** From now on all that the pane's terminal is told is kept; gives what there is so far. */
  async record(): Promise<() => string> {
    const file = join(this.#folder, 'told');
    writeFileSync(file, '');
    await this.#tmux('pipe-pane', '-O', `cat >> '${file}'`);
    return () => readFileSync(file, 'utf8');
  }

  /** True while the program in the pane holds the alternate screen. */
  async onAlternateScreen(): Promise<boolean> {
    return (await this.#tmux('display-message', '-p', '#{alternate_on}')).trim() === '1';
  }

  /** Whether the pane's own program has let go of it. How it ended tmux 3.3 does not always hear: it misses a SIGCHLD now and then. */
  async hasEnded(): Promise<boolean> {
    return (await this.#tmux('display-message', '-p', '#{pane_dead}')).trim() === '1';
  }

  /** Whether the terminal reports presses to the program in it. */
  async reportsMouse(): Promise<boolean> {
    return (await this.#tmux('display-message', '-p', '#{mouse_any_flag}')).trim() === '1';
  }

  /** The leader of the terminal's foreground group: what the shell runs, however many children it has, or has become by exec. */
  async foregroundPid(): Promise<number> {
    const shell = (await this.#tmux('display-message', '-p', '#{pane_pid}')).trim();
    const stat = readFileSync(`/proc/${shell}/stat`, 'utf8');
    // tpgid, the eighth field; the name before may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server');
    rmSync(this.#folder, { recursive: true });
  }

  async #tmux(...args: string[]): Promise<string> {
    return (await run('tmux', ['-S', join(this.#folder, 'socket'), ...args])).stdout;
  }
}
