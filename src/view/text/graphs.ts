/**
 * Bars and sparklines of ratios, as text. The scale is always 0..1, never the range of the data: a steady 100 % must not
 * look like a steady 0 %. `toAscii` makes the ASCII forms.
 */
/** One eighth is drawn as two: `▏` is the sign that closes a bar's frame, also where `toAscii` has only `]` for it. */
const EIGHTHS = ['', '▎', '▎', '▍', '▌', '▋', '▊', '▉'];
/** By eighths of the height; the first for what is nothing or next to it. */
export const HEIGHTS = ['▁', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * A bar from the left in steps of an eighth of a cell. Anything above 0 shows, so that a busy engine never looks idle.
 *
 * @param ratio 0..1; above is drawn as full; null (unknown) is left empty
 */
export function bar(ratio: number | null, cells: number): string {
  if (cells < 1) return '';
  if (ratio === null || !(ratio > 0)) return ' '.repeat(cells);
  const steps = barSteps(ratio, cells);
  const drawn = '█'.repeat(Math.floor(steps / 8)) + (EIGHTHS[steps % 8] ?? '');
  return drawn + ' '.repeat(cells - drawn.length);
}

/** Eighths of a cell that a bar of this ratio fills: bars of as many look the same. */
export function barSteps(ratio: number, cells: number): number {
  return ratio > 0 ? Math.max(1, Math.round(Math.min(1, ratio) * cells * 8)) : 0;
}

/** Cells of a frame. */
export const FRAME = 2;

/** A bar in its frame, `▕███   ▏`, of `cells` cells with it. `tint` colours what is filled, `frame` the frame. */
export function framedBar(
  ratio: number | null,
  cells: number,
  tint: (text: string) => string = same,
  frame: (text: string) => string = same,
): string {
  if (cells <= FRAME) return ' '.repeat(Math.max(0, cells));
  const drawn = bar(ratio, cells - FRAME);
  const filled = drawn.trimEnd();
  return frame('▕') + (filled === '' ? '' : tint(filled)) + ' '.repeat(drawn.length - filled.length) + frame('▏');
}

function same(text: string): string {
  return text;
}

/**
 * A line of columns, a sample to a cell, the newest at the right edge. 0 is the lowest column and unknown is a blank: a gap stays a
 * gap.
 *
 * @param samples oldest first, 0..1, above is drawn as full, NaN is unknown; those that do not fit are left out at the old end
 */
export function sparkline(samples: Float64Array, cells: number): string {
  if (cells < 1) return '';
  let out = '';
  for (let at = samples.length - cells; at < samples.length; at += 1) out += column(samples[at]);
  return out;
}

function column(sample = NaN): string {
  if (Number.isNaN(sample)) return ' ';
  return HEIGHTS[Math.min(8, Math.max(0, Math.ceil(sample * 8)))] ?? ' ';
}
