/**
 * Who came and who went: rows that are new are marked for a moment, and those of clients that ended stay for a while and say what they
 * did, so that a job of two seconds is seen by who looked away for ten.
 */
import type { History } from '../history/history.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { workedWords, type Worked } from '../usage/lines.js';
import { bytes, duration } from '../view/text/numbers.js';
import { ENDED_MS, NEW_MS, type Row } from '../view/row/row.js';
import { seriesOf, rowSubject } from './charts/history-series.js';

const NEW_NS = BigInt(NEW_MS * 1e6);
const ENDED_NS = BigInt(ENDED_MS * 1e6);
/** A machine that starts programs by the hundred must not fill the table with those that ended. */
const MOST_ENDED = 20;
/** Of the history, for the most memory that a client had. */
const KEPT_SECONDS = 600;

interface Ended {
  readonly row: Row;
  readonly atNs: bigint;
  /** `19 s of DEC, peak 271 MiB`, or empty where nothing is known. */
  readonly did: string;
}

export class Comings {
  readonly #history: History | undefined;
  #view = '';
  #atNs: bigint | null = null;
  /** When each row was first seen; null: with the first ones. */
  #known = new Map<string, bigint | null>();
  /** When the last one came that is marked; null: none has. */
  #lastCameNs: bigint | null = null;
  /** The rows that stood in the table at the last snapshot. */
  #shown: readonly Row[] = [];
  #ended = new Map<string, Ended>();

  /** @param history for the most memory that a client had, and for the time of drivers that count none */
  constructor(history?: History) {
    this.#history = history;
  }

  /**
   * Takes in a snapshot's rows; one that was seen before changes nothing.
   *
   * @param all every row of the view, idle ones too
   * @param view what decides which rows there are: another one begins anew
   */
  see(all: readonly Row[], snapshot: Snapshot, view: string): void {
    const { atNs } = snapshot;
    if (view === this.#view && atNs === this.#atNs) return;
    const isFirst = view !== this.#view || this.#atNs === null || atNs < this.#atNs;
    if (isFirst) {
      this.#known.clear();
      this.#ended.clear();
      this.#shown = [];
      this.#lastCameNs = null;
    }
    this.#view = view;
    this.#atNs = atNs;
    for (const { key } of all) {
      if (this.#known.has(key)) continue;
      this.#known.set(key, isFirst ? null : atNs);
      if (!isFirst) this.#lastCameNs = atNs;
    }
    for (const [key, { atNs: endNs }] of this.#ended) if (atNs - endNs >= ENDED_NS) this.#ended.delete(key);
    if (this.#known.size === all.length && this.#ended.size === 0) return;
    const present = new Set(all.map(({ key }) => key));
    for (const key of this.#known.keys()) if (!present.has(key)) this.#known.delete(key);
    for (const key of present) this.#ended.delete(key);
    const gone = this.#shown.filter(({ key }) => !present.has(key) && !this.#ended.has(key));
    if (gone.length === 0) return;
    // A row that a filter no longer lets through has not ended.
    const clients = new Set(snapshot.clients.map(({ key }) => key));
    for (const row of gone) {
      if (row.clients.length === 0 || row.clients.some(({ key }) => clients.has(key))) continue;
      if (this.#ended.size >= MOST_ENDED) break;
      this.#ended.set(row.key, { row, atNs, did: whatItDid(row, this.#history) });
    }
  }

  /** The rows that stand in the table now, in their order; those that ended may be among them. */
  stand(rows: readonly Row[]): void {
    this.#shown = this.#ended.size === 0 ? rows : rows.filter(({ key }) => !this.#ended.has(key));
  }

  /** Rows whose clients ended a while ago, with their last numbers. */
  get ended(): readonly Row[] {
    return this.#ended.size === 0 ? NONE : [...this.#ended.values()].map(({ row }) => row);
  }

  /** `ended 12 s ago: 19 s of DEC, peak 271 MiB`; null for a row that has not. */
  endOf(key: string): string | null {
    if (this.#ended.size === 0) return null;
    const ended = this.#ended.get(key);
    if (ended === undefined) return null;
    const sinceNs = Number((this.#atNs ?? ended.atNs) - ended.atNs);
    const ago = sinceNs < 1e9 ? 'ended just now' : `ended ${duration(sinceNs)} ago`;
    return ended.did === '' ? ago : `${ago}: ${ended.did}`;
  }

  isNew(key: string): boolean {
    if (this.#lastCameNs === null || this.#atNs === null || this.#atNs - this.#lastCameNs >= NEW_NS) return false;
    const sinceNs = this.#known.get(key) ?? null;
    return sinceNs !== null && this.#atNs - sinceNs < NEW_NS;
  }
}

const NONE: readonly Row[] = [];

function whatItDid(row: Row, history: History | undefined): string {
  const parts: Worked[] = [];
  for (const { key, device, driver, engines } of row.clients) {
    const track = history?.client(key) ?? null;
    for (const [name, { counters }] of engines) {
      const { busyNs, capacity } = counters;
      const keptNs = (track?.average(name, KEPT_SECONDS) ?? 0) * Math.min(KEPT_SECONDS, track?.seconds ?? 0) * 1e9 * capacity;
      parts.push({ device, driver, name, capacity, busyNs: busyNs === null ? keptNs : Number(busyNs) });
    }
  }
  const worked = workedWords(parts);
  const peak = history === undefined ? 0 : mostBytes(row, history);
  return [worked, peak > 0 ? `peak ${bytes(peak)}` : ''].filter((words) => words !== '').join(', ');
}

/** The most that the row's clients had at one time of what MEM counts. */
function mostBytes(row: Row, history: History): number {
  const isCounted = (name: string): boolean => row.mainRegions.length === 0 || row.mainRegions.includes(name);
  const regions = seriesOf(history, rowSubject(row)).filter(({ kind, name }) => kind === 'region' && isCounted(name));
  const parts = regions.map((each) => each.resampled(KEPT_SECONDS, KEPT_SECONDS));
  let most = 0;
  for (let i = 0; i < KEPT_SECONDS; i += 1) {
    const sum = parts.reduce((all, values) => all + (Number.isNaN(values[i]) ? 0 : (values[i] ?? 0)), 0);
    if (sum > most) most = sum;
  }
  return most;
}
