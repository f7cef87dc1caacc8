/** What the reducer must know of the frame that the user is looking at when a key is pressed. */
import type { MenuItem, SignalTarget } from './state.js';

export interface Scene {
  /** Rows of the table in their order; a null target cannot be sent a signal (a group of several processes). */
  readonly rows: readonly SceneRow[];
  /** Rows of the table, or lines of the page, that fit. */
  readonly tableRows: number;
  readonly sortKeys: readonly MenuItem[];
  /** Every column that there is, hidden ones too. */
  readonly columnItems: readonly MenuItem[];
  readonly users: readonly MenuItem[];
  /** Node names to step through with Tab. */
  readonly devices: readonly string[];
  /** Columns that can be scrolled away to the left. */
  readonly columns: number;
  /** Actions on processes are not offered. */
  readonly readonly: boolean;
  /** Where a click at this cell lands. */
  readonly hit: (x: number, y: number) => Hit | null;
}

export interface SceneRow {
  readonly key: string;
  readonly target: SignalTarget | null;
  /** Stands for several clients and can be opened. */
  readonly group: boolean;
  /** What a search looks at, in lower case. */
  text(): string;
}

/** A row by its place on the screen, or the column of a header. */
export type Hit = { readonly kind: 'row'; readonly index: number } | { readonly kind: 'head'; readonly sort: string };

/** Before the first snapshot: nothing to select, nothing to choose from. */
export const EMPTY_SCENE: Scene = {
  rows: [],
  tableRows: 1,
  sortKeys: [],
  columnItems: [],
  users: [],
  devices: [],
  columns: 0,
  readonly: true,
  hit: () => null,
};
