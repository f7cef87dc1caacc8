/** The parts of the page that move: title, devices, table, last minute. What changed since the sample before goes to those who look. */
import type { Snapshot } from '../ledger/snapshot.js';
import { count, coverageNotes } from '../view/coverage/coverage.js';
import { memoryOfAll } from '../view/devices/main-memory.js';
import { bytes, bytesOf } from '../view/text/numbers.js';
import type { Row, ViewOptions } from '../view/row/row.js';
import { buildRows } from '../view/rows.js';
import { countHolders, sourceWords } from '../view/snapshot-words.js';
import { deviceBox, deviceSlots } from './devices.js';
import { type Html, html } from './html.js';
import { endWords, lastMinute } from './last-minute.js';
import { busiestOf, msOf, type PagePast, type Point } from './past.js';
import { PageColumns, PageRows, type RowChanges, type RowMark } from './rows.js';

/** A browser's page, not an export: the busiest are what is looked for. */
const MOST_ROWS = 300;
/** A bit less than five ticks, which are never quite a second apart. */
const MINUTE_EVERY_MS = 4500;

const VIEW: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true };

/** HTML by the id of the element that it fills. */
export type Slots = readonly (readonly [id: string, html: string])[];

/** What goes to a browser. The first one, and one that missed some, is told everything, and that is what `version` says. */
export interface PageEvent extends Partial<RowChanges> {
  /** Of the program that says everything. */
  readonly version?: string;
  /** When the sample was taken, ms: as the points count, and by the clock on the wall. */
  readonly at: number;
  readonly wall: number;
  /** For the browser's tab. */
  readonly tab: string;
  readonly slots: Slots;
  /** By device, in their order: all of their past, or the newest alone. */
  readonly points: readonly (readonly Point[])[];
}

export interface PageOptions {
  readonly program: string;
  /** Command lines too, and not only names. */
  readonly withCommands: boolean;
}

/** The page over time, as all who look on have it. */
export class PageState {
  readonly #program: string;
  readonly #past: PagePast;
  readonly #rows: PageRows;
  #slots = new Map<string, string>();
  #minute: { readonly atMs: number; readonly comings: number; readonly html: string } | null = null;
  #devices = '';
  #snapshot: Snapshot | null = null;

  constructor({ program, withCommands }: PageOptions, past: PagePast) {
    this.#program = program;
    this.#past = past;
    this.#rows = new PageRows(new PageColumns(withCommands));
  }

  /** Takes in a sample. @returns what is not as it was; null: nothing is, other devices than before, so tell everything */
  take(snapshot: Snapshot): PageEvent | null {
    const { devices } = snapshot;
    this.#snapshot = snapshot;
    const rows = this.#tableRows(snapshot);
    const changes = this.#rows.take(rows.shown, (row) => this.#markOf(row));
    const now = new Map([
      ...(devices.length > MOST_DEVICES ? [] : devices.flatMap(deviceSlots)),
      ['title', title(snapshot).text],
      ['minute', this.#lastMinute(snapshot)],
      ['notes', notes(snapshot, rows.more).text],
    ]);
    const before = this.#slots;
    this.#slots = now;
    const ids = devices.map(({ id, name, driver }) => `${id} ${name} ${driver}`).join('\n');
    const same = ids === this.#devices;
    this.#devices = ids;
    if (!same) return null;
    const slots = [...now].filter(([id, text]) => before.get(id) !== text);
    return { ...momentOf(snapshot), slots, points: this.#points(-1), ...changes };
  }

  /** Everything, as it is now; null before the first sample. */
  get all(): PageEvent | null {
    if (this.#snapshot === null) return null;
    return { version: this.#program, ...momentOf(this.#snapshot), slots: [...this.parts], points: this.#points(0) };
  }

  /** What fills the page's own elements. */
  get parts(): ReadonlyMap<string, string> {
    const shown = (this.#snapshot?.devices ?? []).slice(0, MOST_DEVICES);
    const of = (id: string): [string, string] => [id, this.#slots.get(id) ?? ''];
    return new Map([
      of('title'),
      ['devices', html`${shown.map(deviceBox)}`.text],
      ['rows', this.#rows.html],
      of('minute'),
      of('notes'),
    ]);
  }

  /** What a minute adds up to moves slowly, and so it is told every few seconds; who comes or goes is told at once. */
  #lastMinute(snapshot: Snapshot): string {
    const atMs = msOf(snapshot);
    const { comings } = this.#past.usage;
    const kept = this.#minute;
    if (kept !== null && kept.comings === comings && atMs >= kept.atMs && atMs - kept.atMs < MINUTE_EVERY_MS) return kept.html;
    const html = lastMinute(snapshot, this.#past).text;
    this.#minute = { atMs, comings, html };
    return html;
  }

  /** @param from 0: all, -1: the newest */
  #points(from: number): (readonly Point[])[] {
    return (this.#snapshot?.devices ?? []).slice(0, MOST_DEVICES).map(({ id }) => this.#past.pointsOf(id).slice(from));
  }

  /** With those that ended a moment ago. */
  #tableRows(snapshot: Snapshot): { readonly shown: readonly Row[]; readonly more: number } {
    const { ended } = this.#past;
    const all = ended.length === 0 ? snapshot.clients : [...snapshot.clients, ...ended];
    const rows = buildRows({ ...snapshot, clients: all }, VIEW);
    return { shown: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) };
  }

  #markOf({ clients: [client] }: Row): RowMark {
    if (client === undefined) return PLAIN;
    const end = this.#past.endOf(client.key);
    if (end !== null) return { look: 'ended', words: endWords(end) };
    return this.#past.isNew(client.key) ? NEW : PLAIN;
  }
}

const PLAIN: RowMark = { look: '', words: null };
const NEW: RowMark = { look: 'new', words: null };
/** More fill no page that anybody reads. */
const MOST_DEVICES = 64;

function title(snapshot: Snapshot): Html {
  const { host, devices, clients, source } = snapshot;
  const [word, rest] = sourceWords(snapshot);
  const memory = memoryOfAll(devices);
  const free = memory?.freeBytes ?? null;
  return html`${word === '' ? null : html`<b class="warning" title="${rest}">${word}</b> `}${
      source.kind === 'live' ? html`<b>${host}</b> ` : null
    }<span>${count(devices.length, 'device', 'devices')}</span>
    <span>${count(clients.length, 'client', 'clients')} in ${count(countHolders(snapshot), 'process', 'processes')}</span>
    ${
      memory === null
        ? null
        : html`<span
            >${memory.label}
            ${bytesOf(memory.usedBytes, memory.totalBytes)}${free === null ? null : html`, <b>${bytes(free)} free</b>`}</span
          >`
    }`;
}

function momentOf(snapshot: Snapshot): Pick<PageEvent, 'at' | 'wall' | 'tab'> {
  return { at: msOf(snapshot), wall: snapshot.wallMs, tab: tab(snapshot) };
}

/** `71 % box`: of the busiest device. */
function tab({ devices, host, source }: Snapshot): string {
  const known = devices.flatMap((device) => busiestOf(device) ?? []);
  const busy = known.length === 0 ? '' : `${Math.round(Math.max(...known) * 100)} % `;
  return `${busy}${source.kind === 'demo' ? 'demo' : host.slice(0, 64)}`;
}

function notes(snapshot: Snapshot, more: number): Html {
  return html`${more > 0 ? html`<p>${more} more clients, less busy, are not shown.</p>` : null}${coverageNotes(snapshot).map(
    (note) => html`<p>${note}.</p>`,
  )}`;
}
