/**
 * The rows of the table as they stand on the screen: what the view gives, with groups opened and processes as a tree.
 *
 * A client that stops working stays for a moment before it is hidden as idle: at a tick a second a client that draws
 * now and then would otherwise come and go, and every row below it jump.
 */
import { averagesOf, type History } from '../history/history.js';
import type { Client, Snapshot } from '../ledger/snapshot.js';
import type { Averages } from '../view/columns/column.js';
import { parseFilter, tryParseFilter, type Filter } from '../view/filter/filter.js';
import type { Row, ViewOptions } from '../view/row/row.js';
import { sortRows } from '../view/sort.js';
import { buildRows, matchingRows } from '../view/rows.js';
import { Comings } from './comings.js';
import { asTree } from './process-tree.js';

export interface ShownRow {
  readonly row: Row;
  /** Branches of the tree, or the indent of an opened group's clients. */
  readonly prefix: string;
  /** Whether the row is a group and its clients are shown below it. */
  readonly fold: 'open' | 'closed' | null;
  /** It came a moment ago. */
  readonly isNew: boolean;
  /** `ended 12 s ago: 19 s of DEC, peak 271 MiB`; null: it is there. */
  readonly ended: string | null;
}

export interface RowOptions {
  readonly view: ViewOptions;
  readonly tree: boolean;
  readonly open: ReadonlySet<string>;
  /** These stay in sight though idle: hiding what a person looks at is no help. */
  readonly selected: string | null;
  readonly marks: ReadonlySet<string>;
}

export interface ShownRows {
  readonly rows: readonly ShownRow[];
  /** Rows that are left out only because they are idle. */
  readonly idle: number;
  /** The text of the filter that was used. */
  readonly filter: string;
  /** Why the filter could not be understood; the last one that could is used. */
  readonly problem: string | null;
}

/** How long a row stays after it was last busy. */
const LINGER_NS = 5_000_000_000n;

export class RowKeeper {
  /** When rows were last busy that have come to rest since. */
  readonly #lastBusy = new Map<string, bigint>();
  /** The rows before, as they were at some time. */
  #before: { readonly rows: readonly Row[]; readonly atNs: bigint } = { rows: [], atNs: 0n };
  #filter: Filter = parseFilter('');
  readonly #averages: Averages | undefined;

  readonly #comings: Comings;

  /** @param history for sort and filter by averages, and for what clients did that ended */
  constructor(history?: History) {
    this.#averages = history === undefined ? undefined : averagesOf(history);
    this.#comings = new Comings(history);
  }

  rows(snapshot: Snapshot, { view, tree, open, selected, marks }: RowOptions): ShownRows {
    const problem = this.#parse(view.filter);
    const filter = this.#filter;
    const averages = this.#averages;
    const options = { ...view, by: tree ? 'process' : view.by, ...(averages === undefined ? {} : { averages }) } as const;
    const all = matchingRows(snapshot, options, filter);
    const showsIdle = view.all || filter.mentionsIdle;
    const idle = this.#comeToRest(all, snapshot.atNs);
    const stays = ({ key }: Row): boolean =>
      !idle.has(key) || key === selected || marks.has(key) || this.#lingers(key, snapshot.atNs);
    const shown = showsIdle || idle.size === 0 ? all : all.filter(stays);
    this.#forget(all);
    this.#comings.see(all, snapshot, `${options.by} ${view.device ?? ''} ${filter.text}`);
    const { ended } = this.#comings;
    const standing = sortRows(ended.length === 0 ? shown : [...shown, ...ended], view.sort, view.reverse, averages);
    this.#comings.stand(standing);
    const rows: ShownRow[] = [];
    const add = (row: Row, prefix: string): void => {
      const end = this.#comings.endOf(row.key);
      if (end !== null) rows.push({ row, prefix, fold: null, isNew: false, ended: end });
      else addRow(rows, row, prefix, snapshot, options, open, this.#comings.isNew(row.key));
    };
    if (tree) for (const { row, prefix } of asTree(standing)) add(row, prefix);
    else for (const row of standing) add(row, '');
    return { rows, idle: all.length - shown.length, filter: filter.text, problem };
  }

  #parse(text: string): string | null {
    if (text === this.#filter.text) return null;
    const { filter, problem } = tryParseFilter(text);
    // A filter half typed is no reason to show nothing: the last good one holds.
    if (filter !== null) this.#filter = filter;
    return problem;
  }

  /** Remembers of rows that were busy before and are not now when that was, and gives the keys of idle ones. */
  #comeToRest(rows: readonly Row[], atNs: bigint): ReadonlySet<string> {
    const idle = new Set<string>();
    for (const row of rows) if (row.idle) idle.add(row.key);
    if (idle.size > 0) {
      for (const row of this.#before.rows) {
        // One that was read once may have been idle all along.
        if (idle.has(row.key) && !row.idle && row.clients.some(wasReadTwice)) this.#lastBusy.set(row.key, this.#before.atNs);
      }
    }
    this.#before = { rows, atNs };
    return idle;
  }

  #lingers(key: string, now: bigint): boolean {
    const last = this.#lastBusy.get(key);
    if (last === undefined) return false;
    // A recording can be wound back to before the row was busy.
    if (now >= last && now - last < LINGER_NS) return true;
    this.#lastBusy.delete(key);
    return false;
  }

  /** Rows that are gone are forgotten, or a screen left open for months would remember every client there ever was. */
  #forget(rows: readonly Row[]): void {
    if (this.#lastBusy.size <= 2 * rows.length + 100) return;
    const present = new Set(rows.map((row) => row.key));
    for (const key of this.#lastBusy.keys()) if (!present.has(key)) this.#lastBusy.delete(key);
  }
}

export function holdsClient({ clients }: Row, key: string): boolean {
  return clients.some((client) => client.key === key);
}

function wasReadTwice({ readingBefore }: Client): boolean {
  return readingBefore !== null;
}

/** Adds a row, and below a group that is open its clients. */
function addRow(
  rows: ShownRow[],
  row: Row,
  prefix: string,
  snapshot: Snapshot,
  options: ViewOptions,
  open: ReadonlySet<string>,
  isNew: boolean,
): void {
  if (options.by === 'client' || row.clients.length + row.silentFds.length < 2) {
    rows.push({ row, prefix, fold: null, isNew, ended: null });
    return;
  }
  const isOpen = open.has(row.key);
  rows.push({ row, prefix, fold: isOpen ? 'open' : 'closed', isNew, ended: null });
  if (!isOpen) return;
  const clients = buildRows(
    { ...snapshot, clients: row.clients, silentFds: row.silentFds },
    { ...options, by: 'client', device: null, filter: '', all: true },
  );
  for (const client of clients) rows.push({ row: client, prefix: `${prefix}  `, fold: null, isNew: false, ended: null });
}
