/** What the reducer must know of the frame that the user is looking at when a key is pressed. */
import type { MenuItem, SignalTarget } from './state.js';

export interface KeyContext {
  /** Rows of the table, and what is told of each. Made when asked for: most frames are followed by no key. */
  readonly rowCount: number;
  row(index: number): KeyContextRow | null;
  /** The place of a row by its key; null: it is not shown. */
  indexOf(key: string): number | null;
  /** The place of the row that a client is in. */
  indexOfClient(key: string): number | null;
  /** Rows of the table, or lines of the page, that fit. */
  readonly tableRows: number;
  sortKeys(): readonly MenuItem[];
  /** Every column that there is, hidden ones too. */
  columnItems(): readonly MenuItem[];
  users(): readonly MenuItem[];
  /** Node names to step through with Tab. */
  readonly devices: readonly string[];
  /** Columns that can be scrolled away to the left. */
  readonly columns: number;
  /** Seconds that the history page shows, and of which it has a past. */
  readonly graph: { readonly seconds: number; readonly past: number };
  /** Actions on processes are not offered. */
  readonly readonly: boolean;
  /** Where a click at this cell lands. */
  readonly hit: (x: number, y: number) => Hit | null;
}

export interface KeyContextRow {
  readonly key: string;
  /** Key of the first of its clients; null: it has none. */
  readonly client: string | null;
  /** Null: it cannot be sent a signal, because it stands for several processes. */
  readonly target: SignalTarget | null;
  /** Its clients have ended; it is shown for a while. */
  readonly ended: boolean;
  /** Stands for several clients and can be opened. */
  readonly group: boolean;
  /** PID and command, printable, as `y` copies them. */
  copied(): string;
  /** What a search looks at, in lower case. */
  text(): string;
}

/** A row by its place on the screen, the column of a header, a device by its name, a key of the bottom line, or an item of the menu. */
export type Hit =
  | { readonly kind: 'row'; readonly index: number }
  | { readonly kind: 'head'; readonly sort: string }
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'item'; readonly index: number };

/** Before the first snapshot: nothing to select, nothing to choose from. */
export const EMPTY_KEY_CONTEXT: KeyContext = {
  rowCount: 0,
  row: () => null,
  indexOf: () => null,
  indexOfClient: () => null,
  tableRows: 1,
  sortKeys: () => [],
  columnItems: () => [],
  users: () => [],
  devices: [],
  columns: 0,
  graph: { seconds: 60, past: 0 },
  readonly: true,
  hit: () => null,
};
