/** Choosing from a menu. A letter or digit jumps to the next item that starts with it, as in nvtop's list of signals. */
import type { KeyContext } from './key-context.js';
import { changeSetting, COLUMNS, columnsMenu, setupMenu } from './setup.js';
import { sorted } from './update-choice.js';
import { stay, toggled, withEffect, type Menu, type Step, type UiState } from './state.js';
import type { KeyPress } from '../terminal/terminal.js';
import { withUser } from './user-filter.js';

export function updateMenu(state: UiState, key: KeyPress, menu: Menu, context: KeyContext): Step {
  const last = menu.items.length - 1;
  const to = (index: number): Step => stay({ ...state, menu: { ...menu, index: Math.min(last, Math.max(0, index)) } });
  switch (key.name) {
    case 'up':
      return to(menu.index - 1);
    case 'down':
      return to(menu.index + 1);
    case 'pageup':
      return to(menu.index - Math.max(1, context.tableRows - 1));
    case 'pagedown':
      return to(menu.index + Math.max(1, context.tableRows - 1));
    case 'home':
      return to(0);
    case 'end':
      return to(last);
    case 'enter':
    case 'space':
    case 'right':
      return chosen(state, menu, 1, context);
    case 'left':
      return menu.kind === 'setup' ? chosen(state, menu, -1, context) : stay({ ...state, menu: null });
    case 'escape':
    case 'q':
    case 'f2':
    case 'f10':
      return stay({ ...state, menu: null });
    case 'f12':
      return withEffect(state, { kind: 'save-settings' });
    default:
      return to(nextStartingWith(menu, key.text));
  }
}

function nextStartingWith(menu: Menu, text: string): number {
  if (text === '') return menu.index;
  const count = menu.items.length;
  for (let i = 1; i <= count; i += 1) {
    const index = (menu.index + i) % count;
    const label = menu.items[index]?.label.trim().toLowerCase() ?? '';
    if (label.startsWith(text.toLowerCase())) return index;
  }
  return menu.index;
}

function chosen(state: UiState, menu: Menu, by: 1 | -1, context: KeyContext): Step {
  const item = menu.items[menu.index];
  const closed = { ...state, menu: null };
  if (item === undefined) return stay(closed);
  switch (menu.kind) {
    case 'sort':
      return stay(sorted(closed, item.value === '' ? null : item.value));
    case 'user':
      return stay({ ...closed, view: { ...state.view, filter: withUser(state.view.filter, item.value) } });
    case 'signal':
      return stay(menu.target === undefined ? closed : { ...closed, question: { target: menu.target, signal: item.value } });
    case 'setup': {
      if (item.value === COLUMNS) return stay({ ...state, menu: columnsMenu(state, context.columnItems()) });
      const step = changeSetting(state, item.value, by);
      return { ...step, state: { ...step.state, menu: { ...setupMenu(step.state), index: menu.index } } };
    }
    case 'columns': {
      const next = { ...state, hidden: toggled(state.hidden, item.value) };
      return stay({ ...next, menu: { ...columnsMenu(next, context.columnItems()), index: menu.index } });
    }
  }
}
