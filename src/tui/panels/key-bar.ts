/** The bottom line: as many offered keys as fit. The last one, which leads out, stays longest. */
import { cellWidth } from '../../view/text/text.js';
import type { KeyHint } from '../state/key-hints.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

export function keyBar(theme: Theme, all: readonly KeyHint[], width: number): string {
  const shown = hintsThatFit(all, width);
  const line = shown.map(({ key, does }) => `${paint(theme.key, key)} ${paint(theme.keyLabel, does)}  `).join('');
  return line + ' '.repeat(width - shown.reduce((sum, item) => sum + widthOf(item), 0));
}

/** What stands under cell `x`: the label of a key; where a hint has several, the one that was hit, or the first. */
export function keyLabelAt(all: readonly KeyHint[], width: number, x: number): string | null {
  let start = 0;
  for (const item of hintsThatFit(all, width)) {
    if (x < start + widthOf(item) - 2) {
      const labels = item.key.split(' ');
      let from = start;
      for (const label of labels) {
        if (x < from + cellWidth(label)) return label;
        from += cellWidth(label) + 1;
      }
      return labels[0] ?? null;
    }
    start += widthOf(item);
    if (x < start) return null;
  }
  return null;
}

function widthOf({ key, does }: KeyHint): number {
  return cellWidth(key) + cellWidth(does) + 3;
}

function hintsThatFit(all: readonly KeyHint[], width: number): KeyHint[] {
  const last = all.at(-1);
  const shown: KeyHint[] = [];
  let left = width - (last === undefined ? 0 : widthOf(last));
  for (const item of all.slice(0, -1)) {
    if (widthOf(item) > left) break;
    shown.push(item);
    left -= widthOf(item);
  }
  if (last !== undefined && left >= 0) shown.push(last);
  return shown;
}
