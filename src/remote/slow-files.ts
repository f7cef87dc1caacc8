/**
 * Files of a far machine whose read may not come back for long: KFD's counters, in which the page-fault handler of the process that is
 * asked about may keep the reader waiting (`kfd/reader.ts`). They go by a shell of their own, beside all others and at the same
 * moment. When that one hangs its figures are missing, and nothing else is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../procfs/files.js';
import { parseList, type RemoteList } from './answer.js';
import type { RemoteFiles } from './files.js';
import { listOrder } from './script.js';
import { RemoteShell } from './shell.js';

/** So long a sweep waits for them. */
const PATIENCE_MS = 500;
/** After the shell has ended another one is started. One that hangs is kept: what hangs there nobody can end, and another would hang as well. */
const PAUSE_MS = 60_000;

/** What a reader gets of a file that is late. */
const LATE = 'ETIME';

export class SlowFiles {
  readonly #command: readonly string[];
  readonly #files: RemoteFiles;
  #shell: RemoteShell | null = null;
  #isBusy = false;
  /** Infinity: closed. */
  #retryMs = 0;

  /** @param command gives a shell there, and asks nobody anything */
  constructor(command: readonly string[], files: RemoteFiles) {
    this.#command = command;
    this.#files = files;
  }

  /** Reads them; those that do not come back in time are late, and what they say afterwards is of another moment. */
  async read(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const enough = new AbortController();
    const patience = sleep(PATIENCE_MS, null, { signal: enough.signal }).catch(() => null);
    const texts = await Promise.race([this.#ask(paths), patience]);
    enough.abort();
    paths.forEach((path, at) =>
      this.#files.tell(`r ${path}`, texts?.[at] ?? new Failure(texts === null ? LATE : 'ENOENT', `/${path}`)),
    );
  }

  close(): void {
    this.#retryMs = Infinity;
    this.#shell?.close();
  }

  /** By their place in `paths`; null: there is no answer, or the last one is still awaited. */
  async #ask(paths: readonly string[]): Promise<RemoteList['texts'] | null> {
    if (this.#isBusy || performance.now() < this.#retryMs) return null;
    this.#isBusy = true;
    try {
      this.#shell ??= await RemoteShell.open(this.#command, { byName: false, byFdinfo: false });
      if (this.#retryMs === Infinity) this.#shell.close();
      return parseList(await this.#shell.ask(`${listOrder('want', paths)}go\n`, null), paths).texts;
    } catch {
      // That the machine itself is gone the other shell says.
      this.#shell = null;
      this.#retryMs = Math.max(this.#retryMs, performance.now() + PAUSE_MS);
      return null;
    } finally {
      this.#isBusy = false;
    }
  }
}
