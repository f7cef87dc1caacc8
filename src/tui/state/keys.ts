/**
 * The one table of keys. The handler, the `?` overlay, the bottom bar, the README and the man page are all made of
 * it, so a key cannot work and go unmentioned, or be mentioned and not work.
 *
 * Habits kept: htop's function keys and letters, nvtop's F2 F6 F9 F12, intel_gpu_top's `n s i H m 1`. Where they
 * clash: `s` is intel_gpu_top's next sort key and `S` the screenshot (htop: trace, setup); Space pauses and `c`
 * marks (htop: Space marks); `+` and `-` change the interval (htop: fold, nvtop: sort direction); `u` picks a user as in
 * htop, grouping by user is on `b`. Digits are not a search for a PID, because `1` is taken: F3 finds PIDs too.
 */
export const KEY_GROUPS = ['Move', 'Look', 'Choose', 'Act', 'Program'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

export interface KeyBinding {
  /** Names as in `KeyPress.name`; the first is the one that the bottom bar shows. */
  readonly keys: readonly string[];
  readonly command: Command;
  readonly help: string;
  readonly group: KeyGroup;
  /** A word for the bottom bar; absent: not shown there. */
  readonly bar?: string;
}

const TABLE = [
  { keys: ['up'], command: 'up', help: 'one row up', group: 'Move' },
  { keys: ['down'], command: 'down', help: 'one row down', group: 'Move' },
  { keys: ['pageup'], command: 'page-up', help: 'one page up', group: 'Move' },
  { keys: ['pagedown'], command: 'page-down', help: 'one page down', group: 'Move' },
  { keys: ['home'], command: 'first', help: 'first row', group: 'Move' },
  { keys: ['end'], command: 'last', help: 'last row', group: 'Move' },
  { keys: ['left'], command: 'columns-left', help: 'columns to the left', group: 'Move' },
  { keys: ['right'], command: 'columns-right', help: 'columns to the right', group: 'Move' },

  { keys: ['f1', 'h', '?'], command: 'help', help: 'this help', group: 'Look', bar: 'help' },
  { keys: ['enter'], command: 'detail', help: 'explain the numbers of the selected row', group: 'Look', bar: 'explain' },
  { keys: ['g', 'f7'], command: 'graph', help: 'history of the selected row, or of the devices', group: 'Look', bar: 'graph' },
  {
    keys: ['L'],
    command: 'usage',
    help: 'who used what in the last minute; again or ← →: 10 min, 1 h',
    group: 'Look',
    bar: 'minute',
  },
  { keys: ['w'], command: 'why', help: 'what could not be seen, why, and what helps', group: 'Look' },
  { keys: ['d'], command: 'panels', help: 'device panels: tall, one line each, none', group: 'Look' },
  { keys: ['n'], command: 'numbers', help: 'bars, numbers, or both', group: 'Look' },
  { keys: ['a'], command: 'average', help: 'busyness now, over 10 s, over 60 s', group: 'Look' },
  { keys: ['1'], command: 'per-engine', help: 'percent of one engine instead of its group', group: 'Look' },
  { keys: ['m'], command: 'regions', help: 'every memory region, or the main one', group: 'Look' },

  {
    keys: ['/', 'f4', '\\'],
    command: 'filter',
    help: 'filter while typing: words, user:root gfx>5 !idle',
    group: 'Choose',
    bar: 'filter',
  },
  { keys: ['f3'], command: 'search', help: 'find a PID, user or command; F3 again: the next one', group: 'Choose' },
  { keys: ['f6', '<', '>'], command: 'sort-menu', help: 'choose the sort column', group: 'Choose', bar: 'sort' },
  { keys: ['s'], command: 'sort-next', help: 'sort by the next column', group: 'Choose' },
  { keys: ['P'], command: 'sort-cpu', help: 'sort by CPU', group: 'Choose' },
  { keys: ['M'], command: 'sort-memory', help: 'sort by memory', group: 'Choose' },
  { keys: ['T'], command: 'sort-time', help: 'sort by GPU time', group: 'Choose' },
  { keys: ['N'], command: 'sort-pid', help: 'sort by PID', group: 'Choose' },
  { keys: ['I'], command: 'reverse', help: 'reverse the order', group: 'Choose' },
  { keys: ['i'], command: 'idle', help: 'show or hide idle clients', group: 'Choose', bar: 'idle' },
  { keys: ['p', 'H'], command: 'by-process', help: 'one row per process, or per client', group: 'Choose', bar: 'by process' },
  { keys: ['b'], command: 'by-next', help: 'group by client, process, user, unit', group: 'Choose' },
  { keys: ['f5', 't'], command: 'tree', help: 'tree of processes', group: 'Choose' },
  { keys: ['o'], command: 'fold', help: 'open or close the group under the cursor', group: 'Choose' },
  { keys: ['O'], command: 'fold-all', help: 'open or close every group', group: 'Choose' },
  { keys: ['u'], command: 'user-menu', help: 'only one user', group: 'Choose' },
  { keys: ['tab'], command: 'device-next', help: 'next device, then all', group: 'Choose' },
  { keys: ['S-tab'], command: 'device-previous', help: 'device before', group: 'Choose' },

  { keys: ['space', 'Z'], command: 'pause', help: 'pause, go on', group: 'Act', bar: 'pause' },
  { keys: ['.'], command: 'step', help: 'one more tick while paused', group: 'Act' },
  { keys: [','], command: 'step-back', help: 'in a recording: one tick back, while paused', group: 'Act' },
  { keys: ['['], command: 'seek-back', help: 'in a recording: 10 s back', group: 'Act' },
  { keys: [']'], command: 'seek-on', help: 'in a recording: 10 s on', group: 'Act' },
  { keys: ['{'], command: 'seek-far-back', help: 'in a recording: 5 min back', group: 'Act' },
  { keys: ['}'], command: 'seek-far-on', help: 'in a recording: 5 min on', group: 'Act' },
  { keys: ['+', '='], command: 'slower', help: 'longer interval; a recording plays slower; history: less time', group: 'Act' },
  { keys: ['-'], command: 'faster', help: 'shorter interval; a recording plays faster; history: more time', group: 'Act' },
  { keys: ['f9', 'k'], command: 'signal-menu', help: 'send a signal to the process', group: 'Act', bar: 'signal' },
  { keys: ['c'], command: 'mark', help: 'mark or unmark the row; marked rows are never hidden as idle', group: 'Act' },
  { keys: ['U'], command: 'unmark-all', help: 'unmark all rows', group: 'Act' },
  { keys: ['y'], command: 'copy', help: 'copy PID and command of the row into the clipboard', group: 'Act' },
  { keys: ['S'], command: 'screenshot', help: 'save the screen as a picture (SVG), as text and as ANSI', group: 'Act' },

  { keys: ['f2'], command: 'setup', help: 'settings', group: 'Program', bar: 'setup' },
  { keys: ['f12'], command: 'save-settings', help: 'save the settings and this view', group: 'Program' },
  { keys: ['C-l'], command: 'repaint', help: 'draw the screen again', group: 'Program' },
  { keys: ['C-z'], command: 'suspend', help: 'stop; `fg` comes back', group: 'Program' },
  { keys: ['escape'], command: 'back', help: 'close, clear the filter, let go of the row', group: 'Program' },
  { keys: ['q', 'f10', 'C-c'], command: 'quit', help: 'leave', group: 'Program', bar: 'quit' },
] as const satisfies readonly (Omit<KeyBinding, 'command'> & { readonly command: string })[];

export type Command = (typeof TABLE)[number]['command'];

export const KEYS: readonly KeyBinding[] = TABLE;

/** With `keys = "vi"`: hjkl move, so help is on F1 and `?` and the signal on F9 and `K`. */
const VI: Readonly<Record<string, Command>> = {
  h: 'columns-left',
  j: 'down',
  k: 'up',
  l: 'columns-right',
  K: 'signal-menu',
};

export type KeyStyle = 'normal' | 'vi';
export const KEY_STYLES = ['normal', 'vi'] as const satisfies readonly KeyStyle[];

/** Commands that act on other processes: `--readonly` takes them away. */
const ACTING: ReadonlySet<Command> = new Set(['signal-menu']);

/** The table as it holds under a style of keys: each key belongs to one command. `readonly` leaves out what acts on processes. */
export function bindings(style: KeyStyle, readonly = false): readonly KeyBinding[] {
  const offered = readonly ? KEYS.filter(({ command }) => !ACTING.has(command)) : KEYS;
  if (style === 'normal') return offered;
  return offered.map((binding) => ({
    ...binding,
    keys: [
      ...binding.keys.filter((key) => VI[key] === undefined),
      ...Object.keys(VI).filter((key) => VI[key] === binding.command),
    ],
  }));
}

/** Finds the command of a key by its name. */
export function commandMap(style: KeyStyle): ReadonlyMap<string, Command> {
  return new Map(bindings(style).flatMap(({ keys, command }) => keys.map((key) => [key, command] as const)));
}

const NAMES: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  space: 'Space',
  tab: 'Tab',
  'S-tab': 'Shift-Tab',
  escape: 'Esc',
};

/** A key's name for people: `F1`, `Ctrl-L`, `PgUp`. */
export function keyLabel(key: string): string {
  if (key.startsWith('C-')) return `Ctrl-${key.slice(2).toUpperCase()}`;
  if (/^f\d+$/.test(key)) return key.toUpperCase();
  return NAMES[key] ?? key;
}
