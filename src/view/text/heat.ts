/** From what busyness on a figure is shown as busy, and as hardly free: said once, for the screen, the text table and the page. */

/** Ratios, `middle` below `high`. */
export interface HeatLevels {
  readonly middle: number;
  readonly high: number;
}

export const HEAT_LEVELS: HeatLevels = { middle: 0.6, high: 0.85 };

export type Heat = 'low' | 'middle' | 'high';

export function heatOf(ratio: number, { middle, high }: HeatLevels = HEAT_LEVELS): Heat {
  if (ratio >= high) return 'high';
  return ratio >= middle ? 'middle' : 'low';
}
