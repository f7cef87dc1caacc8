/** What a chart of lines is drawn from, by blessed-contrib or by our own code. */
import type { Style } from '../theme/style.js';

/** Draws `height` lines of `width` cells, of which the first `margin` are labels. */
export type LineChart = (
  chart: LineData,
  width: number,
  height: number,
) => { readonly lines: readonly string[]; readonly margin: number };

export interface LineData {
  /** Those behind are drawn over those in front. Values oldest first, as many in each; NaN is a gap. */
  readonly lines: readonly { readonly values: Float64Array; readonly style: Style }[];
  /** The top of the scale. */
  readonly most: number;
  readonly styles: { readonly text: Style; readonly axis: Style };
}
