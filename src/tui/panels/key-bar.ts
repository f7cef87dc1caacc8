/** The bottom line: as many offered keys as fit. The last one, which leads out, stays longest. */
import { cellWidth } from '../../view/text.js';
import type { KeyHint } from '../state/key-hints.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

export function keyBar(theme: Theme, all: readonly KeyHint[], width: number): string {
  const last = all.at(-1);
  const shown: KeyHint[] = [];
  const widthOf = ({ key, does }: KeyHint): number => cellWidth(key) + cellWidth(does) + 3;
  let left = width - (last === undefined ? 0 : widthOf(last));
  for (const item of all.slice(0, -1)) {
    if (widthOf(item) > left) break;
    shown.push(item);
    left -= widthOf(item);
  }
  if (last !== undefined && left >= 0) shown.push(last);
  const line = shown.map(({ key, does }) => `${paint(theme.key, key)} ${paint(theme.keyLabel, does)}  `).join('');
  const used = shown.reduce((sum, item) => sum + widthOf(item), 0);
  return line + ' '.repeat(width - used);
}
