/** What a column of the client table is. */
import type { Row } from '../row/row.js';
import type { Align } from '../text/text.js';

/** What rows are ordered by; null (unknown) comes last. */
export type SortValue = number | bigint | string | null;

/** The unit in which a number is typed in a filter. */
export type ColumnUnit = 'percent' | 'bytes' | 'count' | 'seconds';

export interface Words {
  /** A part of the text is enough; else it is the whole of it. */
  readonly part: boolean;
  readonly read: (row: Row) => readonly (string | null | undefined)[];
}

export interface Column {
  /** What `--sort` and the settings call it. */
  readonly key: string;
  readonly title: string;
  /** One line for documents; of those that are there on every machine. */
  readonly meaning?: string;
  /** Other names under which filter and sort know it. */
  readonly aliases?: readonly string[];
  /** What a number of it counts, so that a filter can compare it. Absent: it is text. */
  readonly unit?: ColumnUnit;
  /** What a filter's `key:text` looks at; absent: nothing. */
  readonly words?: Words;
  /** Its text hangs on who the row is about, and on nothing that `Who` does not hold (view/row/who.ts). */
  readonly isOfWho?: true;
  readonly kind: 'fact' | 'engine' | 'region' | 'average';
  /** Of an engine or region: the driver's name, as in `Row.engines` and `Row.memory`. Raw. */
  readonly name?: string;
  /** Cells; the values are made to fit, so that columns never move. */
  readonly width: number;
  /** Cells that it makes do with where COMMAND must name the container too; absent: as many as ever. */
  readonly least?: number;
  /** Cells that it takes where COMMAND has plenty; absent: as many as ever. */
  readonly most?: number;
  readonly align: Align;
  /** The direction of a first sort: numbers from the top, text from A. */
  readonly descending: boolean;
  /** How long it stays when space runs out: 0 always, then the lowest longest. See `fitColumns`. */
  readonly rank: number;
  value(row: Row): SortValue;
  /** Sanitised, a dash where nothing is known, not yet fitted to `cells`. */
  text(row: Row, cells: number): string;
}

/** Averages over a time, from whoever keeps a history. */
export interface Averages {
  /** Mean of the busiest engine of this row over the last seconds, 0..1; null before anything is known. */
  busy(row: Row, seconds: number): number | null;
}

/** Numbers stand at the right and are sorted from the top; text at the left and from A. */
export const NUMBER = { kind: 'fact', align: 'right', descending: true } as const;
export const TEXT = { kind: 'fact', align: 'left', descending: false } as const;
