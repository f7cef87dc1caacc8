/** The page of the last minute (`L`): who used what, one after the other, over a minute, ten minutes or an hour. */
import { usageLines, spanName, spanWords } from '../../usage/lines.js';
import { usageReport } from '../../usage/report.js';
import { SPANS, type UsageLog } from '../../usage/usage-log.js';
import type { UiState } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { segmentLine } from './segments.js';

/** All lines of the page, each `width` cells. */
export function usagePage(theme: Theme, log: UsageLog, { usageSeconds, heat }: UiState, width: number): string[] {
  const report = usageReport(log, usageSeconds);
  const head = segmentLine(
    theme,
    width,
    [
      { text: 'Last', role: 'title', rank: 0 },
      ...SPANS.map((seconds, i) => ({
        text: ` ${spanName(seconds * 1e9)} `,
        role: seconds === usageSeconds ? ('selected' as const) : ('label' as const),
        rank: 2 + i,
        gap: ' ',
      })),
    ],
    [{ text: spanWords(report), role: 'label', rank: 1 }],
  );
  return [head, ...usageLines(report, width, { tint: (role, text) => paint(theme[role], text), heat })];
}
