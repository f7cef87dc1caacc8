/** Commands that choose what is shown and how, and those that act. Movement is in update-move.ts. */
import { COMMON_GROUPINGS, type Grouping } from '../../view/row/row.js';
import type { Command } from './keys.js';
import { PANEL_STYLES } from '../layout.js';
import type { KeyContext, KeyContextRow } from './key-context.js';
import { nextInterval, setupMenu } from './setup.js';
import { SIGNAL_ITEMS } from './signals.js';
import { AVERAGES, CELL_STYLES, stay, toggled, withEffect, type Menu, type Page, type Step, type UiState } from './state.js';
import { selectedIndex, takenAgain } from './update-move.js';
import { userOf } from './user-filter.js';

/** The item after `current`, round and round; the first where `current` is not among them. */
export function after<T>(items: readonly T[], current: T, by = 1): T {
  const index = (items.indexOf(current) + by + items.length) % items.length;
  return items[index] ?? current;
}

export function choose(state: UiState, command: Command, context: KeyContext): Step {
  const { view } = state;
  const sortBy = (sort: string): Step => stay(sorted(state, sort));
  switch (command) {
    case 'help':
    case 'graph':
    case 'usage':
    case 'why':
      return stay(open(state, command));
    case 'detail':
      return onRow(state, context, (next) => stay(open(next, 'detail')));
    case 'panels':
      return stay(
        told({ ...state, panels: after(PANEL_STYLES, state.panels) }, ({ panels }) => `device panels: ${PANEL_WORDS[panels]}`),
      );
    case 'numbers':
      return stay(
        told({ ...state, cells: after(CELL_STYLES, state.cells) }, ({ cells }) => `busyness in the table: ${CELL_WORDS[cells]}`),
      );
    case 'average':
      return stay(
        told({ ...state, average: after(AVERAGES, state.average) }, ({ average }) =>
          average === 'now' ? 'busyness of the last interval' : `busyness of the last ${average.replace('s', ' s')}`,
        ),
      );
    case 'per-engine':
      return stay(
        told({ ...state, perEngine: !state.perEngine }, ({ perEngine }) =>
          perEngine ? 'percent of one engine: four busy ones are 400 %' : 'percent of all engines of a kind',
        ),
      );
    case 'regions':
      return stay(
        told({ ...state, allRegions: !state.allRegions }, ({ allRegions }) =>
          allRegions ? 'memory of every region, as far as there is room' : 'memory as one sum',
        ),
      );
    case 'filter':
      return stay({
        ...state,
        page: 'table',
        prompt: { kind: 'filter', text: view.filter, before: view.filter, selectedBefore: state.selected },
      });
    case 'search':
      return stay({
        ...state,
        page: 'table',
        prompt: { kind: 'search', text: '', before: state.sought, selectedBefore: state.selected },
      });
    case 'sort-menu':
      return stay(
        openMenu(state, {
          kind: 'sort',
          title: 'Sort by',
          items: context.sortKeys(),
          index: indexOf(context.sortKeys(), view.sort ?? ''),
        }),
      );
    case 'sort-next':
      return stay(sorted(state, nextSort(context, view.sort)));
    case 'sort-cpu':
      return sortBy('cpu');
    case 'sort-memory':
      return sortBy('mem');
    case 'sort-time':
      return sortBy('time');
    case 'sort-pid':
      return sortBy('pid');
    case 'reverse':
      return stay(told({ ...state, view: { ...view, reverse: !view.reverse } }, orderWords));
    case 'idle':
      return stay(
        told({ ...state, view: { ...view, all: !view.all } }, (next) => `idle clients are ${next.view.all ? 'shown' : 'hidden'}`),
      );
    case 'by-process':
      return stay(groupedBy(anchored(state, context), view.by === 'process' ? 'client' : 'process'));
    case 'by-next':
      return stay(groupedBy(anchored(state, context), after<Grouping>(COMMON_GROUPINGS, view.by)));
    case 'tree':
      return stay(
        told(
          { ...anchored(state, context), tree: !state.tree, view: { ...view, by: state.tree ? 'client' : 'process' } },
          ({ tree }) => (tree ? 'as a tree of processes' : 'as a list of clients'),
        ),
      );
    case 'fold':
      return onRow(state, context, (next, row) => stay(fold(next, row)));
    case 'fold-all':
      return stay(foldAll(state, context));
    case 'user-menu':
      return stay(
        openMenu(state, {
          kind: 'user',
          title: 'User',
          items: context.users(),
          index: indexOf(context.users(), userOf(view.filter, context.users())),
        }),
      );
    case 'device-next':
      return stay(stepDevice(state, context, 1));
    case 'device-previous':
      return stay(stepDevice(state, context, -1));
    case 'mark':
      return onRow(state, context, (next, row) => stay(mark(next, row)));
    case 'unmark-all':
      return stay(say({ ...state, marks: new Set() }, state.marks.size === 0 ? 'no row is marked' : 'no row is marked any more'));
    case 'setup':
      return stay(openMenu(state, setupMenu(state)));
    case 'back':
      return stay(back(state));
    case 'signal-menu':
      if (context.readonly) return stay(say(state, 'no signals: this screen only looks, or looks at other machines'));
      return onRow(state, context, (next, row) => stay(signalMenu(next, row)));
    case 'pause':
      return withEffect(
        say({ ...state, paused: !state.paused }, state.paused ? 'going on' : 'paused: Space goes on, . takes one tick'),
        { kind: 'pause', paused: !state.paused },
      );
    case 'step':
      return step(state, 1);
    case 'step-back':
      return step(state, -1);
    case 'seek-back':
      return withEffect(state, { kind: 'seek', seconds: -10 });
    case 'seek-on':
      return withEffect(state, { kind: 'seek', seconds: 10 });
    case 'seek-far-back':
      return withEffect(state, { kind: 'seek', seconds: -300 });
    case 'seek-far-on':
      return withEffect(state, { kind: 'seek', seconds: 300 });
    case 'slower':
      return changeInterval(state, 1);
    case 'faster':
      return changeInterval(state, -1);
    case 'copy':
      return onRow(state, context, copy);
    case 'repaint':
      return withEffect(say(state, 'drawn again'), { kind: 'repaint' });
    case 'screenshot':
    case 'save-settings':
    case 'suspend':
      return withEffect(state, { kind: command });
    case 'quit':
      return withEffect(state, { kind: 'quit', interrupted: false });
    default:
      return stay(state);
  }
}

/** The next state with a line that says what it is now: a key must be seen to do something where its effect is not. */
function told(next: UiState, words: (next: UiState) => string): UiState {
  return say(next, words(next));
}

const PANEL_WORDS: Readonly<Record<UiState['panels'], string>> = {
  tall: 'as tall as there is room',
  line: 'one line each',
  none: 'none',
};
const CELL_WORDS: Readonly<Record<UiState['cells'], string>> = {
  both: 'numbers, and bars where there is room',
  numbers: 'numbers',
  bars: 'bars',
};

function orderWords({ view: { sort, reverse } }: UiState): string {
  const word = sort === null || sort === 'busy' ? 'the busiest first' : `ordered by ${sort}`;
  return reverse ? `${word}, turned round` : word;
}

/** Before other rows: the cursor follows a client of its row. */
function anchored(state: UiState, context: KeyContext): UiState {
  const index = selectedIndex(state, context);
  return { ...state, anchor: (index === null ? null : context.row(index)?.client) ?? null };
}

function groupedBy(state: UiState, by: UiState['view']['by']): UiState {
  return say({ ...state, tree: false, view: { ...state.view, by } }, `one row for each ${by}`);
}

function copy(state: UiState, row: KeyContextRow): Step {
  if (!state.clipboard) return stay(say(state, 'copying is off: F2 switches it on and F12 saves that'));
  return withEffect(say(state, 'given to the terminal to copy'), { kind: 'copy', text: row.copied() });
}

function say(state: UiState, message: string): UiState {
  return { ...state, message };
}

/** Ordered by another key, in its own direction; by the same one as it was. */
export function sorted(state: UiState, sort: string | null): UiState {
  const { view } = state;
  return told({ ...state, view: { ...view, sort, reverse: sort === view.sort && view.reverse } }, orderWords);
}

function open(state: UiState, page: Page): UiState {
  return { ...state, page, pageScroll: 0, series: 0, graphSeconds: null };
}

function openMenu(state: UiState, menu: Menu): UiState {
  return { ...state, page: 'table', menu };
}

function indexOf(items: Menu['items'], value: string): number {
  return Math.max(
    0,
    items.findIndex((item) => item.value === value),
  );
}

function nextSort(context: KeyContext, current: string | null): string | null {
  const keys = context.sortKeys().map((item) => item.value);
  return after(keys, current ?? '') || null;
}

/** What a key does to the selected row. It takes the one again that Esc let go of: no key of a table is without its row. */
function onRow(state: UiState, context: KeyContext, act: (next: UiState, row: KeyContextRow) => Step): Step {
  // A page is about what it was opened for.
  const next = state.page === 'table' ? takenAgain(state, context) : state;
  const index = selectedIndex(next, context);
  const row = index === null ? null : context.row(index);
  if (row !== null) return act(next, row);
  return stay(say(state, context.rowCount === 0 ? 'there is no row' : 'select a row first, with ↑ and ↓'));
}

function fold(state: UiState, row: KeyContextRow): UiState {
  if (!row.group) return say(state, 'nothing to open here: select a group (b groups the rows)');
  return { ...state, open: toggled(state.open, row.key) };
}

function foldAll(state: UiState, context: KeyContext): UiState {
  const rows = Array.from({ length: context.rowCount }, (_, i) => context.row(i));
  const groups = rows.flatMap((row) => (row?.group === true ? row.key : []));
  if (groups.length === 0) return say(state, 'no group to open here: b groups the rows');
  const allOpen = groups.every((key) => state.open.has(key));
  return { ...state, open: allOpen ? new Set() : new Set(groups) };
}

function mark(state: UiState, row: KeyContextRow): UiState {
  const marks = toggled(state.marks, row.key);
  return say({ ...state, marks }, marks.has(row.key) ? 'marked: never hidden as idle; U unmarks all' : 'not marked any more');
}

function stepDevice(state: UiState, context: KeyContext, by: number): UiState {
  if (context.devices.length < 2) return say(state, 'there is one device only');
  const device = after(['', ...context.devices], state.view.device ?? '', by);
  return onDevice(state, device === '' ? null : device);
}

/** Only one device, or all of them. */
export function onDevice(state: UiState, device: string | null): UiState {
  return say({ ...state, view: { ...state.view, device } }, device === null ? 'all devices' : `only ${device}`);
}

/** Esc undoes what narrows the view, the newest habit first, and never leaves the program. */
function back(state: UiState): UiState {
  if (state.view.filter !== '') return { ...state, view: { ...state.view, filter: '' } };
  if (state.selected === null) return say(state, 'nothing to close here; q leaves');
  return say(
    { ...state, selected: null, letGoOf: state.selected, follow: true },
    'let go of the row: g shows the devices; ↑ ↓, Enter, F9 and c take it again',
  );
}

function signalMenu(state: UiState, row: KeyContextRow): UiState {
  if (row.ended) return say(state, 'it has ended');
  if (row.target === null) return say(state, 'this row stands for several processes: open it with o, or show clients with b');
  return openMenu(state, {
    kind: 'signal',
    title: `Signal to ${row.target.pid}`,
    items: SIGNAL_ITEMS,
    index: 0,
    target: row.target,
  });
}

function step(state: UiState, direction: 1 | -1): Step {
  return state.paused ? withEffect(state, { kind: 'step', direction }) : stay(say(state, 'pause first, with Space'));
}

function changeInterval(state: UiState, by: 1 | -1): Step {
  const ms = nextInterval(state.intervalMs, by);
  return withEffect(say({ ...state, intervalMs: ms }, `every ${ms / 1000} s`), { kind: 'interval', ms });
}
