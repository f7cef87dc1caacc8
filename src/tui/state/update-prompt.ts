/** The line being typed: the filter, which acts at every key, and the search, which selects at every key. */
import type { KeyContext } from './key-context.js';
import { stay, type Prompt, type Step, type UiState } from './state.js';
import type { KeyPress } from '../terminal/terminal.js';
import { select, selectedIndex } from './update-move.js';

/** Long enough for any filter, short enough for a stuck key. */
const MAX_LENGTH = 200;

export function updatePrompt(state: UiState, key: KeyPress, prompt: Prompt, context: KeyContext): Step {
  switch (key.name) {
    case 'enter':
      return stay(close(state, prompt));
    case 'escape':
      return stay(cancel(state, prompt));
    case 'f3':
    case 'down':
      return stay(again(state, prompt, 1, context));
    case 'up':
      return stay(again(state, prompt, -1, context));
    case 'backspace':
      // By code point, as the key takes back what one key typed.
      return stay(withText(state, prompt, Array.from(prompt.text).slice(0, -1).join(''), context));
    case 'C-u':
      return stay(withText(state, prompt, '', context));
    case 'C-w':
      return stay(withText(state, prompt, prompt.text.replace(/\S*\s*$/, ''), context));
    default:
      if (key.text === '' || prompt.text.length >= MAX_LENGTH) return stay(state);
      return stay(withText(state, prompt, prompt.text + key.text, context));
  }
}

function close(state: UiState, prompt: Prompt): UiState {
  const sought = prompt.kind === 'search' && prompt.text !== '' ? prompt.text : state.sought;
  return { ...state, prompt: null, sought };
}

function cancel(state: UiState, prompt: Prompt): UiState {
  if (prompt.kind === 'search') return { ...close(state, prompt), selected: prompt.selectedBefore };
  return { ...state, prompt: null, view: { ...state.view, filter: prompt.before } };
}

/** The next or the last row that holds the text; with nothing typed yet, the text of the search before. */
function again(state: UiState, prompt: Prompt, by: -1 | 1, context: KeyContext): UiState {
  if (prompt.kind !== 'search') return state;
  const text = prompt.text === '' ? prompt.before : prompt.text;
  return text === '' ? state : find({ ...state, prompt: { ...prompt, text } }, text, by, context);
}

function withText(state: UiState, prompt: Prompt, text: string, context: KeyContext): UiState {
  const next = { ...state, prompt: { ...prompt, text } };
  if (prompt.kind === 'filter') return { ...next, view: { ...state.view, filter: text } };
  return text === '' ? next : find(next, text, 0, context);
}

/** Selects the next row that holds `text`: from the selected one on (`by` 0), after it (1) or before it (-1). */
function find(state: UiState, text: string, by: -1 | 0 | 1, context: KeyContext): UiState {
  const wanted = text.toLowerCase();
  const count = context.rowCount;
  const from = (selectedIndex(state, context) ?? 0) + by;
  for (let i = 0; i < count; i += 1) {
    const index = (((from + (by < 0 ? -i : i)) % count) + count) % count;
    if (context.row(index)?.text().includes(wanted) === true) return select(state, index, context);
  }
  return { ...state, message: `no row holds '${text}'` };
}
