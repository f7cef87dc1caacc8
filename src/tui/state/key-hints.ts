/**
 * What the bottom line offers: the keys that do something where the user is now. On the table these are the ones of the key
 * table that carry a word for it; in a menu, a line being typed, a question or a page, the few that lead on and out.
 */
import { KEYS, bindings, keyLabel, type Command } from './keys.js';
import type { Menu, Page, Prompt, UiState } from './state.js';

export interface KeyHint {
  /** As people call it: `F1`, `← →`. */
  readonly key: string;
  readonly does: string;
}

/** What the hints depend on besides the state. */
export interface Where {
  readonly readonly: boolean;
  /** A recording is shown, which can be moved in. */
  readonly replay: boolean;
  /** Lines of the page that are scrolled away above, and those that follow below. */
  readonly above: number;
  readonly below: number;
}

/** In the order of their worth; the last one, which leads out, is the last to be dropped. */
export function keyHints(state: UiState, where: Where): readonly KeyHint[] {
  if (state.question !== null)
    return [
      { key: 'y', does: 'send' },
      { key: 'any other key', does: 'send nothing' },
    ];
  if (state.prompt !== null) return whileTyping(state.prompt);
  if (state.menu !== null) return inMenu(state.menu);
  if (state.page !== 'table') return onPage(state.page, where);
  return onTable(state, where);
}

function onTable({ keys: style, paused }: UiState, { readonly, replay }: Where): readonly KeyHint[] {
  const usual = bindings(style, readonly).flatMap(({ keys, bar }) =>
    bar === undefined ? [] : [{ key: keyLabel(keys[0] ?? ''), does: bar }],
  );
  if (!replay && !paused) return usual;
  const ticks = paused ? [hint(replay ? ['step-back', 'step'] : ['step'], 'one tick')] : [];
  const player = replay ? [hint(['seek-back', 'seek-on'], '10 s'), hint(['seek-far-back', 'seek-far-on'], '5 min')] : [];
  return [hint(['pause'], paused ? 'go on' : 'pause'), ...ticks, ...player, ...usual.filter(({ does }) => does !== 'pause')];
}

function whileTyping({ kind }: Prompt): readonly KeyHint[] {
  if (kind === 'filter')
    return [
      { key: 'Enter', does: 'keep' },
      { key: 'Ctrl-U', does: 'empty' },
      { key: 'Esc', does: 'as before' },
    ];
  return [
    { key: '↑ ↓', does: 'last, next' },
    { key: 'Enter', does: 'stay here' },
    { key: 'Esc', does: 'back' },
  ];
}

function inMenu({ kind }: Menu): readonly KeyHint[] {
  const close = { key: 'Esc', does: 'close' };
  if (kind === 'setup')
    return [{ key: '↑ ↓', does: 'choose' }, { key: '← →', does: 'change' }, hint(['save-settings'], 'save'), close];
  return [{ key: '↑ ↓', does: 'choose' }, { key: 'Enter', does: kind === 'columns' ? 'show or hide' : 'take' }, close];
}

function onPage(page: Exclude<Page, 'table'>, { above, below }: Where): readonly KeyHint[] {
  const scroll = below > 0 ? `${below} more ${below === 1 ? 'line' : 'lines'}` : above > 0 ? 'scroll' : null;
  const lines = scroll === null ? [] : [hint(['up', 'down'], scroll), hint(['page-up', 'page-down'], 'by pages')];
  const series =
    page === 'graph' ? [hint(['columns-left', 'columns-right'], 'other series'), hint(['slower', 'faster'], 'zoom')] : [];
  const spans =
    page === 'usage' ? [hint(['columns-left', 'columns-right'], '1 min, 10 min, 1 h'), hint(['screenshot'], 'save')] : [];
  return [...series, ...spans, ...lines, hint(['back'], 'back')];
}

/** The first key of each command, from the key table. */
function hint(commands: readonly Command[], does: string): KeyHint {
  const keys = commands.map((command) => keyLabel(KEYS.find((binding) => binding.command === command)?.keys[0] ?? ''));
  return { key: keys.join(' '), does };
}
