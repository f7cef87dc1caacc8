/** The large graph's line in braille dots, for an installation without blessed-contrib (`npm install --omit=optional`). */
import { BLANK_BRAILLE, brailleDot, LEVELS } from '../../view/text/braille.js';
import type { LineChart } from './line-chart-data.js';
import { paint, plain, type Style } from '../theme/style.js';

/** Parts of the scale, each with a label at its foot. */
const PARTS = 4;

/** The oldest sample stands at the left edge, the newest at the right one; unknown ones leave a gap. */
export const ownLineChart: LineChart = ({ lines: all, most, styles }, width, height) => {
  const decimals = most / PARTS < 1 ? 2 : 0;
  const labels = labelsByRow(most, decimals, height);
  const margin = most.toFixed(decimals).length + 2;
  const plots = all.map(({ values }) => plot(values, most, width - margin, height));
  const lines = Array.from({ length: height }, (_, y) => {
    const label = (labels.get(y) ?? '').padStart(margin - 2);
    return `${paint(styles.text, label)} ${paint(styles.axis, '│')}${overlaid(
      plots.map((plotted) => plotted[y] ?? new Uint8Array(0)),
      all.map(({ style }) => style),
    )}`;
  });
  return { lines, margin };
};

function labelsByRow(most: number, decimals: number, height: number): Map<number, string> {
  return new Map(
    Array.from({ length: PARTS + 1 }, (_, part) => [
      Math.round(((height - 1) * (PARTS - part)) / PARTS),
      ((most * part) / PARTS).toFixed(decimals),
    ]),
  );
}

/** One row of several plots: a cell holds the dots of all, in the style of the last that has any there. */
function overlaid(rows: readonly Uint8Array[], styles: readonly Style[]): string {
  let line = '';
  for (let x = 0; x < (rows[0]?.length ?? 0); x += 1) {
    const dots = rows.reduce((sum, row) => sum | (row[x] ?? 0), 0);
    const last = rows.findLastIndex((row) => (row[x] ?? 0) !== 0);
    line += dots === 0 ? ' ' : paint(styles[last] ?? plain, String.fromCharCode(BLANK_BRAILLE + dots));
  }
  return line;
}

/** The dots of `height` lines of `width` cells with the values joined by straight lines. */
function plot(values: Float64Array, most: number, width: number, height: number): Uint8Array[] {
  const columns = width * 2;
  const rows = height * LEVELS;
  const dots = Array.from({ length: height }, () => new Uint8Array(width));
  const put = (x: number, y: number): void => {
    const line = dots[Math.floor(y / LEVELS)];
    const cell = Math.floor(x / 2);
    if (line !== undefined) line[cell] = (line[cell] ?? 0) | brailleDot(x % 2 === 0 ? 0 : 1, y % LEVELS);
  };
  let before: { readonly x: number; readonly y: number } | null = null;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) {
      before = null;
      continue;
    }
    const x = Math.round((i * (columns - 1)) / Math.max(1, values.length - 1));
    const y = Math.round((1 - Math.min(1, Math.max(0, value / most))) * (rows - 1));
    const from: { readonly x: number; readonly y: number } = before ?? { x, y };
    const steps = Math.max(Math.abs(x - from.x), Math.abs(y - from.y), 1);
    for (let step = 0; step <= steps; step += 1)
      put(Math.round(from.x + ((x - from.x) * step) / steps), Math.round(from.y + ((y - from.y) * step) / steps));
    before = { x, y };
  }
  return dots;
}
