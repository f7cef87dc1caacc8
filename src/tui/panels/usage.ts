/** The page of the last minute (`L`): who used what, one after the other, over a minute, ten minutes or an hour. */
import { MOST_TOLD, spanWords, usageSections } from '../../usage/lines.js';
import { type DeviceUsage, usageReport } from '../../usage/report.js';
import { SPANS, type UsageLog } from '../../usage/usage-log.js';
import { spanOf } from '../../view/text/numbers.js';
import type { UiState } from '../state/state.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { segmentLine } from './segments.js';
import { LEAST_ROWS, usageCharts } from './usage-charts.js';

/** Lines of which those that are seen are drawn. */
export interface Page {
  readonly length: number;
  slice(from: number, to: number): readonly string[];
}

/** Rows are shared out anew when so many more lines are told: the charts keep their height when one more process begins. */
const LINES_STEP = 4;

/** From here on engines show their past at the right end of their lines: charts have no room where there are many devices. */
const WIDE = 120;
const PAST_SHARE = 0.25;

/**
 * The lines of the page, each `width` cells: of the device that is looked at, and of whom the filter finds.
 *
 * @param filter the text of the last one that could be understood
 * @param height of its part of the screen: charts take the rows that are free
 */
export function usagePage(theme: Theme, log: UsageLog, state: UiState, filter: string, width: number, height: number): Page {
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
  const { devices, lives } = usageSections(report, width, {
    tint: (role, text) => paint(theme[role], text),
    heat,
    pastCells: width < WIDE ? 0 : Math.floor(width * PAST_SHARE),
  });
  const told = 2 + devices.flat().length + lives.length;
  const free = height - Math.ceil(told / LINES_STEP) * LINES_STEP;
  const withCharts = report.devices.filter(({ engines, memory }) => engines.length > 0 || memory?.memory.totalBytes != null);
  const charted = busiestFirst(withCharts).slice(0, Math.max(0, Math.floor(free / LEAST_ROWS)));
  const chartsOf = (usage: DeviceUsage): string[] => {
    const at = charted.indexOf(usage);
    if (at === -1) return [];
    const rows = Math.floor(free / charted.length) + (at < free % charted.length ? 1 : 0);
    return usageCharts(theme, usage, report.spanNs, state.ascii || theme.isMono, width, rows);
  };
  const lines = [
    () => head,
    ...report.devices.flatMap((usage, i) => [...(devices[i] ?? []), ...chartsOf(usage).map((line) => () => line)]),
    () => ' '.repeat(width),
    ...lives,
  ];
  return { length: lines.length, slice: (from, to) => lines.slice(from, to).map((draw) => draw()) };
}

/** By their busiest engine: where there is no room for all charts, these have them. */
function busiestFirst(devices: readonly DeviceUsage[]): DeviceUsage[] {
  const most = ({ engines }: DeviceUsage): number => Math.max(0, ...engines.map(({ ratio }) => ratio));
  return [...devices].sort((a, b) => most(b) - most(a));
}
