/**
 * The processes above the holders on a far machine: their stat files, which the process facts of a scan ask for.
 *
 * Known ones are read at each tick with everything else (`paths`). A new one costs a round for each step upwards, once.
 */
import { MOST_ANCESTORS } from '../scan/process-facts.js';
import type { RemoteFiles } from './files.js';

export class RemoteAncestors {
  readonly #files: RemoteFiles;
  /** To be read at each tick. */
  paths: readonly string[] = [];

  constructor(files: RemoteFiles) {
    this.#files = files;
  }

  /** Follows every line of parents upwards, as far as it is known, and fetches what is not. */
  async settle(holders: ReadonlySet<string>, fetch: (orders: readonly string[]) => Promise<void>): Promise<void> {
    for (let step = 0; step < MOST_ANCESTORS; step += 1) {
      const above = new Set<string>();
      for (const pid of holders) this.#climb(pid, above);
      this.paths = [...above].filter((pid) => !holders.has(pid)).map((pid) => `${this.#files.process(pid).dir.slice(1)}stat`);
      const missing = this.paths.filter((path) => this.#files.answered(`r ${path}`) === undefined);
      if (missing.length === 0) return;
      await fetch(missing.map((path) => `r ${path}`));
    }
  }

  #climb(from: string, above: Set<string>): void {
    for (let pid = this.#parentOf(from); pid !== null && pid > 1 && !above.has(String(pid)); pid = this.#parentOf(String(pid)))
      above.add(String(pid));
  }

  #parentOf(pid: string): number | null {
    return this.#files.process(pid).knownStat()?.parentPid ?? null;
  }
}
