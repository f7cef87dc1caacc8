/**
 * What the user did to the screen so far, and how one action changes it. Pure: everything that reaches outside (a signal,
 * a file, the clock) is an `Effect` that app.ts carries out.
 */
import type { ViewOptions } from '../../view/row/row.js';
import { SPANS } from '../../usage/usage-log.js';
import type { KeyStyle } from './keys.js';
import type { PanelStyle } from '../layout.js';
import { THEME_WISH, type ThemeWish } from '../theme/theme.js';

/** What a busy cell of the table shows. */
export const CELL_STYLES = ['both', 'numbers', 'bars'] as const;
export type CellStyle = (typeof CELL_STYLES)[number];

/** Over what busyness is averaged: the last interval, or a moving window. */
export const AVERAGES = ['now', '10s', '60s'] as const;
export type Average = (typeof AVERAGES)[number];

/** Seconds of an average; null: the last interval as it is. */
export const AVERAGE_SECONDS: Readonly<Record<Average, number | null>> = { now: null, '10s': 10, '60s': 60 };

/** A list to choose from, drawn beside the table. */
export interface Menu {
  readonly kind: 'sort' | 'user' | 'signal' | 'setup' | 'columns';
  readonly title: string;
  readonly items: readonly MenuItem[];
  readonly index: number;
  /** Of a menu of signals: the process that was selected when it opened. */
  readonly target?: SignalTarget;
}

export interface MenuItem {
  readonly label: string;
  /** What choosing it means to the menu's kind: a column key, a user name, a signal, a setting. */
  readonly value: string;
  /** Another word for it: the uid of a user. */
  readonly also?: string;
}

/** A page takes the whole middle of the screen instead of panels and table. */
export type Page = 'table' | 'help' | 'detail' | 'graph' | 'usage' | 'why';

/** A line of text being typed at the bottom. */
export interface Prompt {
  readonly kind: 'filter' | 'search';
  readonly text: string;
  /** What Esc goes back to: the filter as it was, or the search before. */
  readonly before: string;
  /** The row that was selected when a search began; Esc goes back to it. */
  readonly selectedBefore: string | null;
}

export interface SignalTarget {
  readonly pid: number;
  readonly startTimeTicks: number | null;
  /** Name for the question; already printable. */
  readonly name: string;
}

/** A signal chosen and not yet confirmed. */
export interface Question {
  readonly target: SignalTarget;
  readonly signal: string;
}

/** With what the theme is made for: its name, the terminal's background and colours, from what busyness on it is warm. */
export interface UiState extends ThemeWish {
  readonly view: ViewOptions;
  /** Key of the selected row, and the row where it last stood. Null: nothing is selected, or not yet. */
  readonly selected: string | null;
  readonly selectedIndex: number;
  /** Key of a client of the selected row when rows were grouped otherwise: the cursor goes on to the row that it is in now. */
  readonly anchor: string | null;
  /** Key of the row that Esc let go of: none is selected until a key asks for one, which is this one again. */
  readonly letGoOf: string | null;
  /** First row and first column shown. */
  readonly scroll: number;
  readonly columnScroll: number;
  /** The table scrolls with the selection; the wheel lets go of it. */
  readonly follow: boolean;
  readonly page: Page;
  readonly pageScroll: number;
  /** Which series of the history page is large, counted round; 0: all engines at once. */
  readonly series: number;
  /** Seconds that the history page shows; null: what there is. */
  readonly graphSeconds: number | null;
  /** Seconds that the page of the last minute is about: one of `SPANS`. */
  readonly usageSeconds: number;
  readonly menu: Menu | null;
  readonly prompt: Prompt | null;
  readonly question: Question | null;
  /** What was searched for last; F3 twice looks for it again. */
  readonly sought: string;
  readonly paused: boolean;
  readonly tree: boolean;
  /** Keys of groups that are open. */
  readonly open: ReadonlySet<string>;
  readonly marks: ReadonlySet<string>;
  /** Keys of columns that are not wanted. */
  readonly hidden: ReadonlySet<string>;
  readonly panels: PanelStyle;
  readonly cells: CellStyle;
  readonly average: Average;
  readonly perEngine: boolean;
  readonly allRegions: boolean;
  readonly ascii: boolean;
  readonly keys: KeyStyle;
  readonly mouse: boolean;
  /** `y` may put text into the terminal's clipboard. */
  readonly clipboard: boolean;
  readonly intervalMs: number;
  /** A line for the status bar until the next key. */
  readonly message: string | null;
}

/** What an action asks of the world outside the screen. */
export type Effect =
  | { readonly kind: 'quit'; readonly interrupted: boolean }
  | { readonly kind: 'interval'; readonly ms: number }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'step'; readonly direction: 1 | -1 }
  | { readonly kind: 'seek'; readonly seconds: number }
  | { readonly kind: 'signal'; readonly target: SignalTarget; readonly signal: string }
  | { readonly kind: 'screenshot' }
  | { readonly kind: 'save-settings' }
  | { readonly kind: 'mouse'; readonly on: boolean }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'repaint' }
  | { readonly kind: 'suspend' };

export interface Step {
  readonly state: UiState;
  readonly effect: Effect | null;
}

/** The next state, with nothing to do outside. */
export function stay(state: UiState): Step {
  return { state, effect: null };
}

export function withEffect(state: UiState, effect: Effect): Step {
  return { state, effect };
}

/** The state in which the screen opens: defaults, with what settings and command line say. */
export function initialState(wanted: Partial<UiState> = {}): UiState {
  return {
    view: { sort: null, reverse: false, filter: '', by: 'client', device: null, all: false },
    selected: null,
    selectedIndex: 0,
    letGoOf: null,
    anchor: null,
    scroll: 0,
    columnScroll: 0,
    follow: true,
    page: 'table',
    pageScroll: 0,
    series: 0,
    graphSeconds: null,
    usageSeconds: SPANS[0],
    menu: null,
    prompt: null,
    question: null,
    sought: '',
    paused: false,
    tree: false,
    open: new Set(),
    marks: new Set(),
    hidden: new Set(),
    panels: 'tall',
    cells: 'both',
    average: 'now',
    perEngine: false,
    allRegions: false,
    ...THEME_WISH,
    ascii: false,
    keys: 'normal',
    mouse: false,
    clipboard: false,
    intervalMs: 1000,
    message: null,
    ...wanted,
  };
}

/** The set with `key` put in, or taken out where it was in. */
export function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
