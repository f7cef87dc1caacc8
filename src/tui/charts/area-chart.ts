/**
 * A filled chart of braille dots, two samples and four levels to a cell. The scale is given, never taken from the data: a
 * steady 100 % must not look like a steady 0 %. Zero is the lowest dot and unknown is nothing, so a gap stays a gap.
 */
import { brailleCell, LEVELS } from '../../view/text/braille.js';
import { spanOf } from '../../view/text/numbers.js';
import { cellWidth, fit } from '../../view/text/text.js';

/**
 * `height` lines of `width` cells from the top down.
 *
 * @param values oldest first, 0..1, above is drawn as full, NaN is unknown; `2 * width` of them fill the chart, the newest at the
 *   right
 */
export function areaChart(values: Float64Array, width: number, height: number): string[] {
  const tops = Array.from({ length: width * 2 }, (_, i) => {
    const value = values[values.length - width * 2 + i] ?? NaN;
    // Anything above nothing is a dot: a busy engine never looks idle.
    return Number.isNaN(value) ? 0 : Math.max(1, Math.ceil(Math.min(1, value) * height * LEVELS));
  });
  return Array.from({ length: height }, (_, y) => {
    const floor = (height - 1 - y) * LEVELS;
    let line = '';
    for (let x = 0; x < width; x += 1) {
      line += brailleCell(dotsAbove(floor, tops[2 * x]), dotsAbove(floor, tops[2 * x + 1]));
    }
    return line;
  });
}

/** Of a column of `top` dots those in the cell that begins at `floor`. */
function dotsAbove(floor: number, top = 0): number {
  return Math.min(LEVELS, Math.max(0, top - floor));
}

/** The time axis below a chart that ends now: how long ago its left edge and its middle are. */
export function timeAxis(seconds: number, width: number): string {
  const ago = (part: number): string => `-${spanOf(seconds * part * 1e9)}`;
  const [left, middle, right] = [`└ ${ago(1)} `, ` ${ago(0.5)} `, ' now ┘'];
  const half = Math.floor(width / 2) - Math.floor(cellWidth(middle) / 2);
  const rule = (cells: number): string => '─'.repeat(Math.max(0, cells));
  if (cellWidth(left) + cellWidth(right) > width) return fit(left, width);
  const showsMiddle = half > cellWidth(left) + 1 && half + cellWidth(middle) + cellWidth(right) < width;
  const start = showsMiddle ? left + rule(half - cellWidth(left)) + middle : left;
  return start + rule(width - cellWidth(start) - cellWidth(right)) + right;
}
