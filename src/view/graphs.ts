/**
 * Bars and sparklines of ratios, as text. The scale is always 0..1, never the range of the data: a steady 100 % must not
 * look like a steady 0 %. `toAscii` makes the ASCII forms.
 */
import { brailleCell, LEVELS } from './braille.js';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A bar from the left in steps of an eighth of a cell. Anything above 0 shows, so that a busy engine never looks idle.
 *
 * @param ratio 0..1; above is drawn as full; null (unknown) is left empty
 */
export function bar(ratio: number | null, cells: number): string {
  if (cells < 1) return '';
  if (ratio === null || !(ratio > 0)) return ' '.repeat(cells);
  const steps = Math.max(1, Math.round(Math.min(1, ratio) * cells * 8));
  const drawn = '█'.repeat(Math.floor(steps / 8)) + (EIGHTHS[steps % 8] ?? '');
  return drawn + ' '.repeat(cells - drawn.length);
}

/**
 * A line of braille cells, two samples to a cell, the newest at the right edge. 0 is the lowest dot and unknown is no dot:
 * a gap stays a gap.
 *
 * @param samples oldest first, 0..1, above is drawn as full, NaN is unknown; those that do not fit are left out at the old end
 */
export function sparkline(samples: Float64Array, cells: number): string {
  if (cells < 1) return '';
  let out = '';
  const first = samples.length - cells * 2;
  for (let at = first; at < samples.length; at += 2) {
    out += brailleCell(level(samples[at]), level(samples[at + 1]));
  }
  return out;
}

function level(sample = NaN): number {
  if (Number.isNaN(sample)) return 0;
  return Math.min(LEVELS, Math.max(1, Math.ceil(sample * LEVELS)));
}
