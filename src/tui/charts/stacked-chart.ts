/**
 * A filled chart of layers on top of each other, a column to a cell and eight levels to a row.
 *
 * Where one layer ends and the next begins within a cell, the lower one is its front and the upper one its back, so that the boundary is
 * exact to an eighth of a row. A cell has two colours, and the air above a stack is one of them: in the uppermost cell of a column, and so in
 * all of a chart of one row, the height is that of all layers and the colour that of the largest one there. Without colours, or where a cell
 * can show no back (ASCII), each layer is filled with a sign of its own.
 */
import { HEIGHTS } from '../../view/text/graphs.js';
import type { Layer } from '../theme/theme.js';

export interface ChartLayer {
  /** 0..1 of the scale, oldest first, NaN is nothing; as many as the chart has columns. */
  readonly values: Float64Array;
  readonly look: Layer;
  /** Fills a cell. */
  readonly sign: string;
}

/** Signs of layers that no colour tells apart. */
export const LAYER_SIGNS = ['█', '▓', '▒', '▞'] as const;

const FULL = 8;
const BACK_OFF = '\x1b[49m';
const BOTH_OFF = '\x1b[39;49m';

/**
 * `height` lines of `width` cells from the top down.
 *
 * @param layers from the bottom up
 * @param isPlain layers are told apart by their signs alone
 */
export function stackedChart(layers: readonly ChartLayer[], width: number, height: number, isPlain: boolean): string[] {
  const { length: count } = layers;
  const tops = topsOf(layers, width, height);
  const last = Math.max(0, count - 1) * width;
  const blank = ' '.repeat(width);
  let highestTop = 0;
  for (let x = 0; x < width; x += 1) highestTop = Math.max(highestTop, tops[last + x] ?? 0);
  const lines: string[] = [];
  for (let y = height - 1; y >= 0; y -= 1) {
    const floor = y * FULL;
    if (highestTop <= floor) {
      lines.push(blank);
      continue;
    }
    let line = '';
    let front = '';
    let back = '';
    // Cells that are alike are added to the line all together: they begin at `from`.
    let sign = ' ';
    let from = 0;
    for (let x = 0; x < width; x += 1) {
      const top = (tops[last + x] ?? 0) - floor;
      // Mostly there is one layer in a cell, or air.
      let nextSign = ' ';
      let nextFront = front;
      let nextBack = '';
      if (top > 0) {
        // The first layer that reaches into this cell, and the first that reaches above it.
        let low = 0;
        while (low < count && (tops[low * width + x] ?? 0) <= floor) low += 1;
        const level = Math.min(FULL, (tops[low * width + x] ?? 0) - floor);
        let above = low;
        if (level < FULL && level < top) while (above < count && (tops[above * width + x] ?? 0) <= floor + level) above += 1;
        const highest = Math.min(FULL, top);
        // Two layers and the air above them: what is more has the cell.
        const isMixed = above !== low;
        const shown = layers[isMixed && (highest < FULL || isPlain) && level * 2 < highest ? above : low];
        const under = isMixed && highest === FULL && !isPlain ? layers[above] : undefined;
        nextFront = shown?.look.front.on ?? '';
        nextBack = under?.look.back.on ?? '';
        const eighths = under === undefined ? highest : level;
        nextSign = eighths < FULL ? (HEIGHTS[eighths] ?? ' ') : isPlain ? (shown?.sign ?? '█') : '█';
      }
      if (nextSign === sign && nextFront === front && nextBack === back) continue;
      line += x - from === 1 ? sign : sign.repeat(x - from);
      from = x;
      sign = nextSign;
      if (nextFront !== front) line += nextFront;
      if (nextBack !== back) line += nextBack === '' ? BACK_OFF : nextBack;
      front = nextFront;
      back = nextBack;
    }
    line += sign.repeat(width - from);
    lines.push(front === '' && back === '' ? line : line + BOTH_OFF);
  }
  return lines;
}

/** Written over from chart to chart, as the arrays of `device-chart.ts` are. */
let tops = new Int32Array(0);
let sums = new Float64Array(0);

/** Of each layer and column the level at which it ends, in eighths of a row; valid until the next chart. */
function topsOf(layers: readonly ChartLayer[], width: number, height: number): Int32Array {
  const size = Math.max(1, layers.length) * width;
  if (tops.length < size) tops = new Int32Array(size);
  if (layers.length === 0) tops.fill(0);
  if (sums.length < width) sums = new Float64Array(width);
  sums.fill(0);
  const most = height * FULL;
  for (const [at, { values }] of layers.entries()) {
    const offset = values.length - width;
    for (let x = 0; x < width; x += 1) {
      const value = values[offset + x] ?? NaN;
      if (value > 0) sums[x] = (sums[x] ?? 0) + value;
      const sum = sums[x] ?? 0;
      // Zero is the lowest level and unknown is nothing: anything above nothing is seen, and a gap stays a gap.
      const known = !Number.isNaN(value) || (at > 0 && (tops[(at - 1) * width + x] ?? 0) > 0);
      tops[at * width + x] = known ? Math.min(most, Math.max(1, Math.round(sum * most))) : 0;
    }
  }
  return tops;
}
