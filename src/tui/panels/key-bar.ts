/** The bottom line: the keys that a newcomer needs, as many as fit. `F1 help` and `q quit` stay longest. */
import { cellWidth } from '../../view/text.js';
import { bindings, keyLabel, type KeyStyle } from '../keys.js';
import { paint, type Theme } from '../theme.js';

export function keyBar(theme: Theme, style: KeyStyle, readonly: boolean, width: number): string {
  const all = bindings(style, readonly).flatMap(({ keys, bar }) =>
    bar === undefined ? [] : [{ key: keyLabel(keys[0] ?? ''), bar }],
  );
  const last = all.at(-1);
  const shown: typeof all = [];
  const widthOf = ({ key, bar }: (typeof all)[number]): number => cellWidth(key) + cellWidth(bar) + 3;
  let left = width - (last === undefined ? 0 : widthOf(last));
  for (const item of all.slice(0, -1)) {
    if (widthOf(item) > left) break;
    shown.push(item);
    left -= widthOf(item);
  }
  if (last !== undefined && left >= 0) shown.push(last);
  const line = shown.map(({ key, bar }) => `${paint(theme.key, key)} ${paint(theme.keyLabel, bar)}  `).join('');
  const used = shown.reduce((sum, item) => sum + widthOf(item), 0);
  return line + ' '.repeat(width - used);
}
