/** Moving about: the selected row, the columns, the lines of a page. */
import type { Command } from './keys.js';
import type { KeyContext } from './key-context.js';
import type { UiState } from './state.js';

/** Selects a row by its place, as far as there are rows. */
export function select(state: UiState, index: number, context: KeyContext): UiState {
  const wanted = Math.min(context.rowCount - 1, Math.max(0, index));
  const row = context.row(wanted);
  if (row === null) return { ...state, selected: null };
  return { ...state, selected: row.key, selectedIndex: wanted, follow: true };
}

/** Where the selection stands now; it follows the row, wherever that went. Null: the row is not shown at present. */
export function selectedIndex(state: UiState, context: KeyContext): number | null {
  return state.selected === null ? null : context.indexOf(state.selected);
}

/** The next state if `command` is a movement, else null. */
export function move(state: UiState, command: Command, context: KeyContext): UiState | null {
  const page = Math.max(1, context.tableRows - 1);
  const from = selectedIndex(state, context);
  // The first arrow key takes the row where the selection last stood, or the first one seen.
  const step = (by: number): UiState => {
    if (from !== null) return select(state, from + by, context);
    return select(state, state.selected === null ? state.scroll : state.selectedIndex, context);
  };
  if (command === 'up') return step(-1);
  if (command === 'down') return step(1);
  if (command === 'page-up') return step(-page);
  if (command === 'page-down') return step(page);
  if (command === 'first') return select(state, 0, context);
  if (command === 'last') return select(state, context.rowCount - 1, context);
  if (command === 'columns-left') return { ...state, columnScroll: Math.max(0, state.columnScroll - 1) };
  if (command === 'columns-right') return { ...state, columnScroll: Math.min(context.columns, state.columnScroll + 1) };
  return null;
}

/** Scrolls a page; the end is held by `settlePage`, which knows how long the page is. */
export function scrollPage(state: UiState, by: number): UiState {
  return { ...state, pageScroll: Math.max(0, state.pageScroll + by) };
}

/** Keeps the selection in sight and the table full, for the rows as they are now. */
export function settleTable(state: UiState, context: KeyContext): UiState {
  const index = selectedIndex(state, context);
  const last = Math.max(0, context.rowCount - context.tableRows);
  let scroll = Math.min(state.scroll, last);
  if (index !== null && state.follow) {
    if (index < scroll) scroll = index;
    else if (index >= scroll + context.tableRows) scroll = index - context.tableRows + 1;
  }
  const columnScroll = Math.min(state.columnScroll, context.columns);
  if (scroll === state.scroll && columnScroll === state.columnScroll && (index ?? state.selectedIndex) === state.selectedIndex) {
    return state;
  }
  return { ...state, scroll, columnScroll, selectedIndex: index ?? state.selectedIndex };
}

/** Holds the scroll position of a page of `lines` lines within it. */
export function settlePage(state: UiState, lines: number, height: number): UiState {
  const pageScroll = Math.min(state.pageScroll, Math.max(0, lines - height));
  return pageScroll === state.pageScroll ? state : { ...state, pageScroll };
}
