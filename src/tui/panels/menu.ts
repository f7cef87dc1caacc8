/** A list to choose from, at the left of the table, and of the devices too where the table is too low for it; as wide as its longest line. */
import { cellWidth, fit } from '../../view/text/text.js';
import type { Layout } from '../layout.js';
import type { Menu } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/** Where a menu stands. */
export interface PlacedMenu {
  readonly cells: number;
  /** Its first row on the screen, which is its title, and how many there are. */
  readonly top: number;
  readonly height: number;
  /** It stands beside the devices too. */
  readonly isHigh: boolean;
  /** The item at the cell of the screen; null: there is none. */
  itemAt(x: number, y: number): number | null;
}

/** @returns null where no menu is open */
export function placeMenu(
  menu: Menu | null,
  layout: Layout,
  { width, height }: { readonly width: number; readonly height: number },
): PlacedMenu | null {
  if (menu === null) return null;
  const longest = Math.max(cellWidth(menu.title), ...menu.items.map(({ label }) => cellWidth(label)));
  const cells = Math.min(width, longest + 3);
  const end = height - layout.status - layout.keys;
  const isHigh = layout.tableTop + 1 + menu.items.length > end;
  const top = isHigh ? layout.title : layout.tableTop;
  return {
    cells,
    top,
    height: end - top,
    isHigh,
    itemAt: (x, y) => {
      const item = firstSeen(menu, end - top - 1) + y - top - 1;
      return x < cells && y > top && y < end && item < menu.items.length ? item : null;
    },
  };
}

/** The item that stands first in so many rows: the chosen one stands in the middle where there is no room for all. */
function firstSeen({ index, items }: Menu, rows: number): number {
  return Math.max(0, Math.min(index - Math.floor(rows / 2), items.length - rows));
}

/** `height` lines of `width` cells: the title, then the items around the chosen one. */
export function menuLines(theme: Theme, menu: Menu, width: number, height: number): string[] {
  const room = Math.max(0, height - 1);
  const first = firstSeen(menu, room);
  const lines = [paint(theme.head, fit(` ${menu.title}`, width))];
  for (let i = 0; i < room; i += 1) {
    const item = menu.items[first + i];
    const text = fit(item === undefined ? '' : ` ${item.label}`, width - 1);
    const drawn = first + i === menu.index ? paint(theme.selected, text) : text;
    lines.push(width < 2 ? fit('', width) : drawn + paint(theme.dim, '│'));
  }
  return lines.slice(0, height);
}
