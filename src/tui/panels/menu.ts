/** A list to choose from, at the left of the table, as wide as its longest line. */
import { cellWidth, fit } from '../../view/text/text.js';
import type { Menu } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/** Cells that the menu takes of a screen of `width` cells; at most all of it. */
export function menuWidth(menu: Menu, width: number): number {
  const longest = Math.max(cellWidth(menu.title), ...menu.items.map(({ label }) => cellWidth(label)));
  return Math.min(width, longest + 3);
}

/** `height` lines of `width` cells: the title, then the items around the chosen one. */
export function menuLines(theme: Theme, menu: Menu, width: number, height: number): string[] {
  const room = Math.max(0, height - 1);
  const first = Math.max(0, Math.min(menu.index - Math.floor(room / 2), menu.items.length - room));
  const lines = [paint(theme.head, fit(` ${menu.title}`, width))];
  for (let i = 0; i < room; i += 1) {
    const item = menu.items[first + i];
    const text = fit(item === undefined ? '' : ` ${item.label}`, width - 1);
    const drawn = first + i === menu.index ? paint(theme.selected, text) : text;
    lines.push(width < 2 ? fit('', width) : drawn + paint(theme.dim, '│'));
  }
  return lines.slice(0, height);
}
