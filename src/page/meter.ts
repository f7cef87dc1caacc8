/** A bar as SVG: its width is an attribute, for a policy that lets no style stand in the page. */
import { heatOf } from '../view/text/heat.js';
import { entities, Html } from './html.js';

export type BarLook = 'heat' | 'memory';

/** @param ratio 0..1, above is drawn as full; null: nothing is known or there is no share, and no bar */
export function barOf(ratio: number | null, look: BarLook = 'heat'): string {
  if (ratio === null) return '<svg class="bar none"></svg>';
  const tenths = Math.round(Math.min(1, Math.max(0, ratio)) * 1000);
  // Anything above 0 shows, as on the screen.
  const width = ratio > 0 ? Math.max(1, tenths / 10) : 0;
  const tint = look === 'memory' ? 'memory' : heatOf(tenths / 1000);
  const key = look === 'memory' ? width + 1000 : width;
  let bar = bars.get(key);
  if (bar === undefined) bars.set(key, (bar = draw(width, tint)));
  return bar;
}

/** Two looks of a thousand widths at most. */
const bars = new Map<number, string>();

function draw(width: number, tint: string): string {
  return `<svg class="bar"><rect width="${width}%" class="${tint}"/></svg>`;
}

/**
 * Label, bar and number: three cells of a grid.
 *
 * @param label HTML
 * @param text printable
 */
export function meter(label: Html, ratio: number | null, text: string, look: BarLook = 'heat'): Html {
  const quiet = ratio === null || ratio === 0 ? ' quiet' : '';
  return new Html(`<div class="meter${quiet}"><span>${label.text}</span>${barOf(ratio, look)}<b>${entities(text)}</b></div>`);
}
