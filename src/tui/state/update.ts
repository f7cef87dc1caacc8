/** From one key or click to the next state. The order of who gets a key: a question, a line being typed, a menu, a page. */
import { SPANS } from '../../usage/usage-log.js';
import { zoomed } from '../charts/graph-window.js';
import { commandMap, type Command } from './keys.js';
import { updateMenu } from './update-menu.js';
import { updatePrompt } from './update-prompt.js';
import { after, choose, onDevice, sorted } from './update-choice.js';
import { move, scrollPage, select } from './update-move.js';
import type { KeyContext } from './key-context.js';
import { stay, withEffect, type Step, type UiState } from './state.js';
import type { Click, KeyPress } from '../terminal/terminal.js';

const keyMaps = { normal: commandMap('normal'), vi: commandMap('vi') };

export function pressKey(before: UiState, key: KeyPress, context: KeyContext): Step {
  // A message stays until the next key, or some seconds (app.ts).
  const state = before.message === null ? before : { ...before, message: null };
  if (key.name === 'C-c') return withEffect(state, { kind: 'quit', interrupted: true });
  if (state.question !== null) return answer(state, key, state.question);
  if (state.prompt !== null) return updatePrompt(state, key, state.prompt, context);
  if (state.menu !== null) return updateMenu(state, key, state.menu, context);
  const command = keyMaps[state.keys].get(key.name);
  if (command === undefined) return stay(state);
  return state.page === 'table' ? onTable(state, command, context) : onPage(state, command, context);
}

export function click(state: UiState, event: Click, context: KeyContext): Step {
  if (state.question !== null) return stay(state);
  if (event.kind === 'wheel-up' || event.kind === 'wheel-down') {
    if (state.menu !== null)
      return updateMenu(state, { name: event.kind === 'wheel-up' ? 'up' : 'down', text: '' }, state.menu, context);
    const by = event.kind === 'wheel-up' ? -3 : 3;
    return stay(state.page === 'table' ? scrollTable(state, by, context) : scrollPage(state, by));
  }
  const hit = context.hit(event.x, event.y);
  if (hit?.kind === 'key') return pressKey(state, { name: hit.name, text: '' }, context);
  if (hit === null || state.page !== 'table') return stay(state);
  switch (hit.kind) {
    case 'row': {
      const next = select(state, state.scroll + hit.index, context);
      // The first press took another row where the rows moved, or the item of a menu that stood here.
      const isSame = next.selected === state.selected;
      return event.kind === 'double' && isSame ? choose(next, 'detail', context) : stay(next);
    }
    case 'device':
      return stay(onDevice(state, state.view.device === hit.name ? null : hit.name));
    case 'item':
      if (state.menu === null) return stay(state);
      return updateMenu(state, { name: 'enter', text: '' }, { ...state.menu, index: hit.index }, context);
    case 'head':
      if (state.view.sort === hit.sort) return choose(state, 'reverse', context);
      return stay(sorted(state, hit.sort));
  }
}

/** The wheel moves what is seen, not what is selected. */
function scrollTable(state: UiState, by: number, context: KeyContext): UiState {
  const last = Math.max(0, context.rowCount - context.tableRows);
  return { ...state, scroll: Math.min(last, Math.max(0, state.scroll + by)), follow: false };
}

function answer(state: UiState, key: KeyPress, question: NonNullable<UiState['question']>): Step {
  const asked = { ...state, question: null };
  if (key.name === 'y' || key.name === 'Y') return withEffect(asked, { kind: 'signal', ...question });
  return stay({ ...asked, message: 'nothing was sent' });
}

function onPage(state: UiState, command: Command, context: KeyContext): Step {
  const back = (): Step => stay({ ...state, page: 'table', pageScroll: 0 });
  if (state.page === 'usage') {
    if (command === 'usage' || command === 'columns-right') return stay(otherSpan(state, 1));
    if (command === 'columns-left') return stay(otherSpan(state, -1));
  }
  if (command === 'back' || command === 'detail' || command === 'quit' || command === state.page) return back();
  if (state.page === 'graph' && (command === 'slower' || command === 'faster')) {
    const { seconds, past } = context.graph;
    return stay({ ...state, graphSeconds: zoomed(seconds, command === 'slower' ? 1 : -1, past) });
  }
  const moved = scrollPageBy(state, command, context);
  return moved === null ? choose(state, command, context) : stay(moved);
}

/** The next longer span of the page of the last minute, or shorter one, round and round. */
function otherSpan(state: UiState, by: 1 | -1): UiState {
  return { ...state, usageSeconds: after<number>(SPANS, state.usageSeconds, by), pageScroll: 0 };
}

function scrollPageBy(state: UiState, command: Command, context: KeyContext): UiState | null {
  const page = Math.max(1, context.tableRows - 1);
  if (command === 'up') return scrollPage(state, -1);
  if (command === 'down') return scrollPage(state, 1);
  if (command === 'page-up') return scrollPage(state, -page);
  if (command === 'page-down') return scrollPage(state, page);
  if (command === 'first') return scrollPage(state, -Infinity);
  if (command === 'last') return scrollPage(state, Number.MAX_SAFE_INTEGER);
  if (state.page === 'graph' && command === 'columns-left') return { ...state, series: state.series - 1 };
  if (state.page === 'graph' && command === 'columns-right') return { ...state, series: state.series + 1 };
  return null;
}

function onTable(state: UiState, command: Command, context: KeyContext): Step {
  const moved = move(state, command, context);
  return moved === null ? choose(state, command, context) : stay(moved);
}
