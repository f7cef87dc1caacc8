/** The `?` page: the table of keys, and the words of the filter. */
import { fit } from '../../view/text.js';
import { KEY_GROUPS, bindings, keyLabel, type KeyBinding, type KeyStyle } from '../state/keys.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

const KEYS_WIDTH = 16;
/** Two columns where each still holds the longest explanation. */
const TWO_COLUMNS = 150;

const FILTER = [
  ['blender', 'a word of command, user, unit or device; a PID'],
  ['user:root', 'a field: user dev driver pid client unit comm command name'],
  ['slurm_job=42', 'of the unit: kind pod container machine app_id service slurm_job'],
  ['gfx>5', 'an engine, in percent; also engine>5 and cpu>50'],
  ['vram>1G', 'a memory region; also mem>1G, time>5m, holders>1'],
  ['!idle', 'the opposite of a term; all terms must hold'],
] as const;

/** All lines of the page, each `width` cells. */
export function helpLines(theme: Theme, style: KeyStyle, readonly: boolean, width: number): string[] {
  const blocks = [...keyBlocks(theme, bindings(style, readonly)), block(theme, 'Filter', FILTER)];
  if (width < TWO_COLUMNS) return blocks.flatMap((draw) => draw(width));
  const half = Math.floor(width / 2);
  const middle = Math.ceil(blocks.length / 2);
  const left = blocks.slice(0, middle).flatMap((draw) => draw(half));
  const right = blocks.slice(middle).flatMap((draw) => draw(width - half));
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    return (left[i] ?? ' '.repeat(half)) + (right[i] ?? ' '.repeat(width - half));
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

function block(theme: Theme, title: string, entries: readonly (readonly [string, string])[]): Block {
  return (width) => [
    paint(theme.title, fit(title, width)),
    ...entries.map(([keys, help]) => {
      const room = Math.min(width, KEYS_WIDTH);
      return paint(theme.key, fit(`  ${keys}`, room)) + fit(help, width - room);
    }),
    fit('', width),
  ];
}
