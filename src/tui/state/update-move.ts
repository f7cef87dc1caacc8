/** Moving about: the selected row, the columns, the lines of a page. */
import type { Command } from './keys.js';
import type { KeyContext } from './key-context.js';
import type { UiState } from './state.js';

/** Selects a row by its place, as far as there are rows. */
export function select(state: UiState, index: number, context: KeyContext): UiState {
  const wanted = Math.min(context.rowCount - 1, Math.max(0, index));
  const row = context.row(wanted);
  if (row === null) return { ...state, selected: null };
  return { ...state, selected: row.key, selectedIndex: wanted, letGoOf: null, anchor: null, follow: true };
}

/** Where the selection stands now; it follows the row, wherever that went. Null: the row is not shown at present. */
export function selectedIndex(state: UiState, context: KeyContext): number | null {
  return state.selected === null ? null : context.indexOf(state.selected);
}

/** With a row selected, where there is one: that which Esc let go of, wherever it went, or the one that took its place. */
export function takenAgain(state: UiState, context: KeyContext): UiState {
  if (selectedIndex(state, context) !== null) return state;
  const index = state.letGoOf === null ? null : context.indexOf(state.letGoOf);
  return select(state, index ?? state.selectedIndex, context);
}

/** The next state if `command` is a movement, else null. */
export function move(state: UiState, command: Command, context: KeyContext): UiState | null {
  const page = Math.max(1, context.tableRows - 1);
  const from = selectedIndex(state, context);
  // The first arrow key takes the row where the selection last stood.
  const step = (by: number): UiState => (from === null ? takenAgain(state, context) : select(state, from + by, context));
  const rows = (next: UiState, end: string): UiState =>
    from !== null && next.selected === state.selected ? { ...next, message: `this is the ${end} row` } : next;
  if (command === 'up') return rows(step(-1), 'first');
  if (command === 'down') return rows(step(1), 'last');
  if (command === 'page-up') return rows(step(-page), 'first');
  if (command === 'page-down') return rows(step(page), 'last');
  if (command === 'first') return rows(select(state, 0, context), 'first');
  if (command === 'last') return rows(select(state, context.rowCount - 1, context), 'last');
  if (command === 'columns-left') return scrollColumns(state, -1, context);
  if (command === 'columns-right') return scrollColumns(state, 1, context);
  return null;
}

function scrollColumns(state: UiState, by: -1 | 1, context: KeyContext): UiState {
  const columnScroll = Math.min(context.columns, Math.max(0, state.columnScroll + by));
  if (columnScroll !== state.columnScroll) {
    // Which of them are seen depends on the width.
    const message = columnScroll === 0 ? 'all columns again' : `${columnScroll} scrolled away after PID; ← brings them back`;
    return { ...state, columnScroll, message };
  }
  return { ...state, message: `no more columns to the ${by < 0 ? 'left' : 'right'}` };
}

/** Scrolls a page; the end is held by `settlePage`, which knows how long the page is. */
export function scrollPage(state: UiState, by: number): UiState {
  return { ...state, pageScroll: Math.max(0, state.pageScroll + by) };
}

/** Keeps a row selected unless Esc let go of it, the selection in sight and the table full, for the rows as they are now. */
export function settleTable(before: UiState, context: KeyContext): UiState {
  const state = withCursor(before, context);
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

/** The first row at the start; later, where the selected one is gone, the one that took its place. */
function withCursor(state: UiState, context: KeyContext): UiState {
  const moved = state.anchor === null || state.letGoOf !== null ? null : context.indexOfClient(state.anchor);
  if (moved !== null && selectedIndex(state, context) === null) return select(state, moved, context);
  // A page goes on about the row that it was opened for.
  if (state.letGoOf !== null || state.page !== 'table' || context.rowCount === 0 || selectedIndex(state, context) !== null)
    return state;
  const index = state.selected === null ? 0 : Math.min(state.selectedIndex, context.rowCount - 1);
  return { ...state, selected: context.row(index)?.key ?? null, selectedIndex: index };
}

/** Holds the scroll position of a page of `lines` lines within it. */
export function settlePage(state: UiState, lines: number, height: number): UiState {
  const pageScroll = Math.min(state.pageScroll, Math.max(0, lines - height));
  return pageScroll === state.pageScroll ? state : { ...state, pageScroll };
}
