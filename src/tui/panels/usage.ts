/** The page of the last minute (`L`): who used what, one after the other, over a minute, ten minutes or an hour. */
import { MOST_TOLD, spanWords, usageLines } from '../../usage/lines.js';
import { usageReport } from '../../usage/report.js';
import { SPANS, type UsageLog } from '../../usage/usage-log.js';
import { spanOf } from '../../view/text/numbers.js';
import type { UiState } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { segmentLine } from './segments.js';

/** Lines of which those that are seen are drawn. */
export interface Page {
  readonly length: number;
  slice(from: number, to: number): readonly string[];
}

/**
 * The lines of the page, each `width` cells: of the device that is looked at, and of whom the filter finds.
 *
 * @param filter the text of the last one that could be understood
 */
export function usagePage(theme: Theme, log: UsageLog, state: UiState, filter: string, width: number): Page {
  const { usageSeconds, heat, view } = state;
  const report = usageReport(log, usageSeconds, { device: view.device, filter: { filter, by: view.by }, most: MOST_TOLD });
  const head = segmentLine(
    theme,
    width,
    [
      { text: 'Last', role: 'title', rank: 0 },
      ...SPANS.map((seconds, i) => ({
        text: ` ${spanOf(seconds * 1e9)} `,
        role: seconds === usageSeconds ? ('selected' as const) : ('label' as const),
        rank: 2 + i,
        gap: ' ',
      })),
    ],
    [{ text: spanWords(report), role: 'label', rank: 1 }],
  );
  const lines = [() => head, ...usageLines(report, width, { tint: (role, text) => paint(theme[role], text), heat })];
  return { length: lines.length, slice: (from, to) => lines.slice(from, to).map((draw) => draw()) };
}
