/** What a key says that did nothing: most often because the end was reached, or because a menu or a line being typed is open. */
import type { KeyPress } from '../terminal/terminal.js';
import { commandMap, keyLabel, type Command } from './keys.js';
import type { UiState } from './state.js';

const UP: ReadonlySet<Command | undefined> = new Set<Command>(['up', 'page-up', 'first']);
const DOWN: ReadonlySet<Command | undefined> = new Set<Command>(['down', 'page-down', 'last']);

/** A line for the status bar; null for what is no key of ours, such as a terminal's report. */
export function nothingDone({ prompt, menu, page, keys }: UiState, { name, text }: KeyPress): string | null {
  // In menus and prompts letters are letters.
  const command = commandMap(menu === null && prompt === null ? keys : 'normal').get(name);
  if (command === undefined && text === '') return null;
  const label = keyLabel(name);
  if (prompt !== null)
    return prompt.text === '' && text === ''
      ? `type what to look for, or leave with Esc`
      : `${label} does nothing while typing: Enter ends it`;
  const [first, last] = menu === null ? ['line', 'line'] : ['entry', 'entry'];
  if (text === '' || menu === null) {
    if (UP.has(command)) return `this is the first ${first}`;
    if (DOWN.has(command)) return `this is the last ${last}`;
  }
  if (menu !== null)
    return text.trim() === '' ? `${label} does nothing in a menu: Esc closes it` : `no entry begins with ${text}`;
  if (page === 'graph' && command === 'slower') return 'no less time can be shown';
  if (page === 'graph' && command === 'faster') return 'this is all the time that is kept';
  return command === undefined ? `${label} does nothing: F1 tells the keys` : `${label} does nothing here`;
}
