/** The `?` page, made of the table of keys. */
import { fit } from '../../view/text.js';
import { KEY_GROUPS, bindings, keyLabel, type KeyStyle } from '../keys.js';
import { paint, type Theme } from '../theme.js';

const KEYS_WIDTH = 16;

/** All lines of the page, each `width` cells. */
export function helpLines(theme: Theme, style: KeyStyle, width: number): string[] {
  const table = bindings(style);
  const line = (keys: string, text: string): string => {
    const room = Math.min(width, KEYS_WIDTH);
    return paint(theme.key, fit(keys, room)) + fit(text, width - room);
  };
  return KEY_GROUPS.flatMap((group) => [
    paint(theme.title, fit(group, width)),
    ...table
      .filter((binding) => binding.group === group && binding.keys.length > 0)
      .map(({ keys, help }) => line(`  ${keys.map(keyLabel).join(' ')}`, help)),
    fit('', width),
  ]);
}
