/** From one key or click to the next state. The order of who gets a key: a question, a line being typed, a menu, a page. */
import { commandMap, type Command } from './keys.js';
import { updateMenu } from './update-menu.js';
import { updatePrompt } from './update-prompt.js';
import { choose } from './update-choice.js';
import { move, scrollPage, select } from './update-move.js';
import type { Scene } from './scene.js';
import { stay, withEffect, type Step, type UiState } from './state.js';
import type { Click, KeyPress } from './terminal.js';

const keyMaps = { normal: commandMap('normal'), vi: commandMap('vi') };

export function pressKey(before: UiState, key: KeyPress, scene: Scene): Step {
  // A message stays until the next key.
  const state = before.message === null ? before : { ...before, message: null };
  if (key.name === 'C-c') return withEffect(state, { kind: 'quit', interrupted: true });
  if (state.question !== null) return answer(state, key, state.question);
  if (state.prompt !== null) return updatePrompt(state, key, state.prompt, scene);
  if (state.menu !== null) return updateMenu(state, key, state.menu, scene);
  const command = keyMaps[state.keys].get(key.name);
  if (command === undefined) return stay(state);
  return state.page === 'table' ? onTable(state, command, scene) : onPage(state, command, scene);
}

export function click(state: UiState, event: Click, scene: Scene): Step {
  if (event.kind !== 'press') {
    const by = event.kind === 'wheel-up' ? -3 : 3;
    return stay(state.page === 'table' ? scrollTable(state, by, scene) : scrollPage(state, by));
  }
  const hit = scene.hit(event.x, event.y);
  if (hit === null || state.page !== 'table') return stay(state);
  if (hit.kind === 'row') return stay(select(state, state.scroll + hit.index, scene));
  const again = state.view.sort === hit.sort;
  return stay({ ...state, view: { ...state.view, sort: hit.sort, reverse: again && !state.view.reverse } });
}

/** The wheel moves what is seen, not what is selected. */
function scrollTable(state: UiState, by: number, scene: Scene): UiState {
  const last = Math.max(0, scene.rowCount - scene.tableRows);
  return { ...state, scroll: Math.min(last, Math.max(0, state.scroll + by)), follow: false };
}

function answer(state: UiState, key: KeyPress, question: NonNullable<UiState['question']>): Step {
  const asked = { ...state, question: null };
  if (key.name === 'y' || key.name === 'Y') return withEffect(asked, { kind: 'signal', ...question });
  return stay({ ...asked, message: 'nothing was sent' });
}

function onPage(state: UiState, command: Command, scene: Scene): Step {
  const back = (): Step => stay({ ...state, page: 'table', pageScroll: 0 });
  if (command === 'back' || command === 'detail' || command === 'quit' || command === state.page) return back();
  const moved = scrollPageBy(state, command, scene);
  return moved === null ? choose(state, command, scene) : stay(moved);
}

function scrollPageBy(state: UiState, command: Command, scene: Scene): UiState | null {
  const page = Math.max(1, scene.tableRows - 1);
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

function onTable(state: UiState, command: Command, scene: Scene): Step {
  const moved = move(state, command, scene);
  return moved === null ? choose(state, command, scene) : stay(moved);
}
