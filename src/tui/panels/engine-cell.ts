/** A busy cell of the table: a small bar, a number, a colour. */
import { GAP } from '../../view/columns/fit-columns.js';
import { bar } from '../../view/text/graphs.js';
import { percent } from '../../view/text/numbers.js';
import { fit } from '../../view/text/text.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/**
 * A cell of a ratio in `cells` cells, `barCells` of them a bar.
 *
 * @param theme null: without colour
 * @param ratio null: nothing is known, or the row's driver has no such engine; there is no bar either way
 * @param text in place of the percentage
 */
export function engineCell(
  theme: Theme | null,
  ratio: number | null,
  cells: number,
  barCells: number,
  text: string | null,
): string {
  if (text !== null || ratio === null) return draw(theme, ratio, cells, barCells, text ?? percent(ratio));
  const shade = shadeOf(ratio);
  const key = (cells * MOST_CELLS + barCells) * (FULL + 1) + shade;
  const drawn = drawnIn(theme);
  let cell = drawn.get(key);
  if (cell === undefined) {
    if (drawn.size >= MOST_DRAWN) drawn.clear();
    drawn.set(key, (cell = draw(theme, ratioOf(shade), cells, barCells, percent(ratioOf(shade)))));
  }
  return cell;
}

function draw(theme: Theme | null, ratio: number | null, cells: number, barCells: number, text: string): string {
  const style = theme === null || ratio === null ? null : ratio === 0 ? theme.dim : theme.heat(ratio);
  const tint = (part: string): string => (style === null ? part : paint(style, part));
  if (barCells >= cells) return tint(bar(ratio, cells));
  if (barCells === 0) return tint(fit(text, cells, 'right'));
  return tint(bar(ratio, barCells) + ' '.repeat(GAP) + fit(text, cells - barCells - GAP, 'right'));
}

/** What can be told apart in a cell: 0, hardly anything, and each tenth of a percent. */
const FULL = 1001;

function shadeOf(ratio: number): number {
  return ratio > 0 ? 1 + Math.min(1000, Math.round(ratio * 1000)) : 0;
}

function ratioOf(shade: number): number {
  return shade === 1 ? 1e-4 : Math.max(0, shade - 1) / 1000;
}

/** Cells drawn before, by width and shade. A terminal is never so wide, and a session sees few widths. */
const MOST_CELLS = 1000;
const MOST_DRAWN = 10_000;
const plain = new Map<number, string>();
/** In the theme that was drawn in last: hardly anybody changes it. */
const themed = new Map<number, string>();
let lastTheme: Theme | null = null;

function drawnIn(theme: Theme | null): Map<number, string> {
  if (theme === null) return plain;
  if (theme !== lastTheme) themed.clear();
  lastTheme = theme;
  return themed;
}
