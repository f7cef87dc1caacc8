/**
 * The table: each row is remembered as its cells' texts, so that a tick makes, sends and draws only those that changed. Titles, texts and
 * order of columns are the screen's own.
 */
import type { Row } from '../view/row/row.js';
import { busiestEngine } from '../view/columns/cell-text.js';
import { namedColumn } from '../view/columns/columns.js';
import type { Column, SortValue } from '../view/columns/column.js';
import { ENGINES_KEY } from '../view/columns/fit-columns.js';
import { DASH } from '../view/text/glyphs.js';
import { printable } from '../view/text/printable.js';
import { entities, escaped } from './html.js';
import { barOf } from './meter.js';

/** What a row says of its past: a class of its element, and words in place of its note. */
export interface RowMark {
  readonly look: '' | 'new' | 'ended';
  readonly words: string | null;
}

/** Cells that the words of a column may take; a browser has more room than a terminal. */
const CELLS = 60;

interface PageColumn {
  readonly key: string;
  readonly title: string;
  /** The first sort goes down: numbers from the top, text from A. */
  readonly down: boolean;
  readonly isNumber: boolean;
  /** What the cell says; another text is another cell. Printable, save where `cell` escapes it itself. */
  readonly text: (row: Row, mark: RowMark) => string;
  /** The HTML in the cell, where it is more than the text; and what stands above it when one points there. */
  readonly cell?: (row: Row, text: string, mark: RowMark) => string;
  readonly hint?: (row: Row, mark: RowMark) => string;
  readonly value: (row: Row) => SortValue;
}

export class PageColumns {
  readonly all: readonly PageColumn[];

  /** @param withCommands command lines too, and not only names */
  constructor(withCommands: boolean) {
    this.all = [
      column('pid'),
      column(
        'user',
        words(({ user }) => user),
      ),
      column(
        'dev',
        words(({ deviceLabel }) => deviceLabel),
      ),
      column('busy', {
        cell: (row, text) => `${barOf(busiestEngine(row) === null ? null : row.busiest)}<span>${entities(text)}</span>`,
      }),
      column(ENGINES_KEY),
      column('mem'),
      column('command', {
        text: (row, { words }) => `${row.comm}\n${words ?? row.note}`,
        cell: (row, _, { words }) => {
          const note = words ?? row.note;
          return `<b>${row.comm === '' ? DASH : escaped(row.comm)}</b>${note === '' ? '' : ` <i>${escaped(note)}</i>`}`;
        },
        hint: (row, { words }) =>
          [withCommands ? row.command : row.comm, words ?? row.note].filter((text) => text !== '').join(' · '),
        value: (row) => row.comm,
      }),
      column('unit', { ...words(({ unit }) => unit), hint: ({ unit }) => unit ?? '' }),
      column('cpu'),
      column('time'),
    ];
  }
}

function column(key: string, own: Partial<PageColumn> = {}): PageColumn {
  const of: Column | undefined = namedColumn(key);
  if (of === undefined) throw new Error(`no column ${key}`);
  return {
    key,
    title: of.title,
    down: of.descending,
    isNumber: of.descending || of.align === 'right',
    text: (row) => of.text(row, CELLS),
    value: (row) => of.value(row),
    ...own,
  };
}

/** Another process's words: escaped when they change, and not before. */
function words(of: (row: Row) => string | null): Pick<PageColumn, 'text' | 'cell'> {
  return { text: (row) => of(row) ?? '', cell: (_, text) => (text === '' ? DASH : escaped(text)) };
}

/** `[id of the row, number of the column, what stands in the cell, what it is sorted by, its hint]`; column -1 is the look of the row. */
export type Change = readonly [row: number, column: number, html: string, value?: number | null, hint?: string];

interface Known {
  readonly id: number;
  readonly texts: string[];
  readonly values: SortValue[];
  look: string;
  row: Row;
  mark: RowMark;
  seen: number;
}

export interface RowChanges {
  readonly cells: readonly Change[];
  /** Whole rows, as HTML. */
  readonly added: string;
  /** Ids of those that are there no more. */
  readonly gone: readonly number[];
}

export class PageRows {
  readonly #columns: readonly PageColumn[];
  readonly #known = new Map<string, Known>();
  #last = 0;
  #tick = 0;

  constructor({ all }: PageColumns) {
    this.#columns = all;
  }

  /** Takes in the rows of a sample and tells what is not as it was. */
  take(rows: readonly Row[], markOf: (row: Row) => RowMark): RowChanges {
    this.#tick += 1;
    const cells: Change[] = [];
    let added = '';
    for (const row of rows) {
      const mark = markOf(row);
      const known = this.#known.get(row.key);
      if (known === undefined) added += this.#html(this.#add(row, mark));
      else this.#renew(known, row, mark, cells);
    }
    const gone: number[] = [];
    if (this.#known.size > rows.length)
      for (const [key, { id, seen }] of this.#known) {
        if (seen === this.#tick) continue;
        this.#known.delete(key);
        gone.push(id);
      }
    return { cells, added, gone };
  }

  /** Every row, as it is now. */
  get html(): string {
    return [...this.#known.values()].map((known) => this.#html(known)).join('');
  }

  #add(row: Row, mark: RowMark): Known {
    const texts = this.#columns.map(({ text }) => text(row, mark));
    const values = this.#columns.map(({ value }) => value(row));
    const known = { id: (this.#last += 1), texts, values, look: mark.look, row, mark, seen: this.#tick };
    this.#known.set(row.key, known);
    return known;
  }

  #renew(known: Known, row: Row, mark: RowMark, cells: Change[]): void {
    known.row = row;
    known.mark = mark;
    known.seen = this.#tick;
    if (known.look !== mark.look) cells.push([known.id, -1, (known.look = mark.look)]);
    for (let at = 0; at < this.#columns.length; at += 1) {
      const own = this.#columns[at];
      if (own === undefined) continue;
      if (own.isNumber) {
        const value = own.value(row);
        // Numbers are most of the table, and the same number is the same text. Of engines it is only the busiest one's.
        if (value === known.values[at] && (own.key !== ENGINES_KEY || value === 0)) continue;
        known.values[at] = value;
      }
      const text = own.text(row, mark);
      if (known.texts[at] === text) continue;
      known.texts[at] = text;
      const inner = own.cell?.(row, text, mark) ?? entities(text);
      if (own.hint !== undefined) cells.push([known.id, at, inner, null, printable(own.hint(row, mark), MOST_HINT)]);
      else cells.push(own.isNumber ? [known.id, at, inner, sortedBy(known.values[at])] : [known.id, at, inner]);
    }
  }

  #html({ id, texts, look, row, mark }: Known): string {
    return `<tr id="r${id}" class="${look}">${texts.map((text, at) => this.#cell(at, row, mark, text)).join('')}</tr>`;
  }

  #cell(at: number, row: Row, mark: RowMark, text: string): string {
    const own = this.#columns[at];
    if (own === undefined) return '';
    const value = own.isNumber ? sortedBy(own.value(row)) : null;
    const sorted = value === null ? '' : ` data-v="${value}"`;
    const hint = own.hint === undefined ? '' : ` title="${escaped(own.hint(row, mark))}"`;
    return `<td class="${own.key}${own.isNumber ? ' n' : ''}"${sorted}${hint}>${own.cell?.(row, text, mark) ?? entities(text)}</td>`;
  }
}

const MOST_HINT = 300;

/** A number that is short to write. */
function sortedBy(value: SortValue | undefined): number | null {
  if (typeof value === 'bigint') return Number(value / 1_000_000n);
  return typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : null;
}
