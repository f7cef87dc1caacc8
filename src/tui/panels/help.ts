/** The `?` page: the table of keys, what the signs of the screen mean, and the words of the filter. */
import { ENGINE_WORDS } from '../../measures/engines.js';
import { fit, wrap } from '../../view/text/text.js';
import { KEY_GROUPS, bindings, keyLabel, type KeyBinding } from '../state/keys.js';
import type { UiState } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/** Cells of the words that are explained, and of a gap between two columns of the page. */
const TERM_CELLS = 14;
const GAP = 2;
/** Two columns from here on; explanations that do not fit go on in the next line. */
const TWO_COLUMNS = 72;

const FILTER = [
  ['blender', 'a word of command, user, unit or device; a PID'],
  ['user:root', 'a field: user dev driver pid client unit comm command name'],
  ['slurm_job=42', 'of the unit: kind pod container machine app_id service slurm_job'],
  ['gfx>5', 'an engine, or a class of them (decode>5), in percent; also engine>5, cpu>50'],
  ['vram>1G', 'a memory region; also mem>1G, time>5m, holders>1'],
  ['firefox|obs', 'one of several; also user:root|anna'],
  ['!idle', 'the opposite of a term; all terms must hold'],
] as const;

type Entry = readonly [string, string];

function legend({ heat: { middle, high } }: Pick<UiState, 'heat'>): readonly Entry[] {
  const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
  return [
    ['BUSIEST', 'the busiest engine of the row: percent of time, and what it is'],
    ['–', 'not known; 0 is known'],
    ['colours', `warm from ${percent(middle)}, hot from ${percent(high)}`],
    ['▕██  ▏ at MEM', "the part of its device's memory"],
    ['+', 'new, for three seconds'],
    ['*', 'marked with c'],
    ['3 fds', 'the process has the client open three times'],
    ['held also by', 'further processes that have the client open'],
    ['at rest 8 s', 'its device sleeps; the figures are so old'],
    ['ended …', 'what it did; the row stays for 15 seconds'],
    ['wheel', 'moves up and down'],
    [
      'mouse',
      'off until F2 switches it on: a click takes a row, header, device, entry of a menu or key of the last line, a double one explains',
    ],
    ['vcs ×4', 'four engines of a kind, counted together'],
    ...ENGINE_WORDS.map(([word, names]): Entry => [word, names.join(' ')]),
  ];
}

type Wants = Pick<UiState, 'keys' | 'heat'>;

/** All lines of the page, each `width` cells. */
export function helpLines(theme: Theme, state: Wants, readonly: boolean, width: number): string[] {
  const blocks = [...keyBlocks(theme, bindings(state.keys, readonly)), block(theme, 'Filter', FILTER)];
  const signs = block(theme, 'Signs and words', legend(state));
  if (width < TWO_COLUMNS) return [...blocks, signs].flatMap((draw) => draw(width));
  const half = Math.floor((width - GAP) / 2);
  const rest = width - GAP - half;
  // The right column begins with what the screen means; keys go on there where the left one is longer.
  const left = blocks.map((draw) => draw(half));
  const right = signs(rest);
  let split = left.length;
  const lengthOf = (lists: readonly string[][]): number => lists.reduce((sum, { length }) => sum + length, 0);
  while (split > 1 && lengthOf(left.slice(0, split - 1)) >= right.length + lengthOf(left.slice(split - 1))) split -= 1;
  const [first, second] = [left.slice(0, split).flat(), [...right, ...blocks.slice(split).flatMap((draw) => draw(rest))]];
  return Array.from({ length: Math.max(first.length, second.length) }, (_, i) => {
    return (first[i] ?? ' '.repeat(half)) + ' '.repeat(GAP) + (second[i] ?? ' '.repeat(rest));
  });
}

type Block = (width: number) => string[];

function keyBlocks(theme: Theme, table: readonly KeyBinding[]): Block[] {
  return KEY_GROUPS.map((group) => {
    const own = table.filter((binding) => binding.group === group);
    return block(
      theme,
      group,
      own.map(({ keys, help }) => [keys.map(keyLabel).join(' '), help]),
    );
  });
}

function block(theme: Theme, title: string, entries: readonly Entry[]): Block {
  return (width) => [
    paint(theme.title, fit(title, width)),
    ...entries.flatMap(([term, meaning]) => {
      const room = Math.min(width, TERM_CELLS + 1);
      const lines = width > room ? wrap(meaning, width - room) : [''];
      return lines.map((line, i) => paint(theme.key, fit(i === 0 ? ` ${term}` : '', room)) + fit(line, width - room));
    }),
    fit('', width),
  ];
}
