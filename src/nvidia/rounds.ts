/** The rounds that pmon printed, as the text of one reading for each process: all since the last take, newest last. */
import { glanceAt, parsePmonHeader, placesOf, type PmonPlaces } from './pmon.js';

export interface RoundsReading {
  readonly gpu: number;
  readonly pid: number;
  readonly text: string;
  readonly atNs: bigint;
  /** Some engine did something in these rounds. */
  readonly isBusy: boolean;
}

/** Rounds kept for one process: the longest time over which a mean is worth more. */
const MOST_ROUNDS = 10;
/** More processes than any machine has on its GPUs. */
const MOST_PROCESSES = 4096;
/** Without a new line for so long, what was said no longer stands: four rounds. */
const STALE_NS = 4_000_000_000n;

interface Said {
  readonly gpu: number;
  readonly pid: number;
  lines: string[];
  atNs: bigint;
  isBusy: boolean;
  /** Its lines were taken: the next one begins anew. */
  isTaken: boolean;
}

export class Rounds {
  #header: string | null = null;
  #columns: readonly string[] = [];
  #places: PmonPlaces = placesOf([]);
  readonly #said = new Map<string, Said>();

  /** False for a line that is none of pmon's. */
  add(line: string, nowNs: bigint): boolean {
    const columns = parsePmonHeader(line);
    if (columns !== null) {
      if (line !== this.#header) this.#said.clear();
      this.#header = line;
      this.#columns = columns;
      this.#places = placesOf(columns);
      return true;
    }
    // The second line of a header, with the units.
    if (this.#header === null || line.startsWith('#')) return this.#header !== null;
    const row = glanceAt(line, this.#columns, this.#places);
    // A GPU without a process has a row of dashes.
    if (row === null) return /^[-\s\d/:]+$/.test(line);
    const { isBusy } = row;
    const key = `${row.gpu} ${row.pid}`;
    const said = this.#said.get(key);
    if (said === undefined) {
      if (this.#said.size < MOST_PROCESSES)
        this.#said.set(key, { gpu: row.gpu, pid: row.pid, lines: [line], atNs: nowNs, isBusy, isTaken: false });
      return true;
    }
    said.lines = said.isTaken ? [line] : [...said.lines, line].slice(-MOST_ROUNDS);
    said.isBusy = isBusy || (said.isBusy && !said.isTaken);
    said.atNs = nowNs;
    said.isTaken = false;
    return true;
  }

  /** What stands now; a process that was not named in the newest rounds is gone. */
  take(nowNs: bigint): RoundsReading[] {
    const readings: RoundsReading[] = [];
    for (const [key, said] of this.#said) {
      if (nowNs - said.atNs > STALE_NS) {
        this.#said.delete(key);
        continue;
      }
      said.isTaken = true;
      const { gpu, pid, lines, atNs, isBusy } = said;
      readings.push({ gpu, pid, text: `${this.#header}\n${lines.join('\n')}\n`, atNs, isBusy });
    }
    return readings;
  }

  clear(): void {
    this.#said.clear();
    this.#header = null;
  }
}
