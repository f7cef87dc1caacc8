/**
 * The history page (`g`): one series large, the others of the same device or row small below it. A series has its own chart
 * and its name above it; nothing is told apart by colour.
 */
import { cellWidth, fit } from '../../view/text.js';
import type { History } from '../../history/history.js';
import { bytes, duration, percent } from '../../view/numbers.js';
import { printable } from '../../view/printable.js';
import { areaChart, timeAxis } from '../charts/area-chart.js';
import { newest, seriesOf, type HistorySeries, type Subject } from '../charts/history-series.js';
import { segmentLine } from '../segments.js';
import { paint, type Style } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

/**
 * Draws one line chart, `height` lines of `width` cells, of which the first `margin` are labels: blessed-contrib's, where there is
 * a screen.
 */
export type LineChart = (
  chart: LineData,
  width: number,
  height: number,
) => { readonly lines: readonly string[]; readonly margin: number };

export interface LineData {
  /** Oldest first; NaN is a gap. */
  readonly values: Float64Array;
  /** The top of the scale. */
  readonly most: number;
  readonly styles: { readonly line: Style; readonly text: Style; readonly axis: Style };
}

export interface GraphPage {
  readonly history: History;
  readonly subject: Subject | null;
  /** Which series is large, from `first` on; counted round. */
  readonly chosen: number;
  /** The series that the page opened with; null: the first that there is. */
  readonly first: string | null;
  readonly intervalMs: number;
  /** Known size of a region in bytes, where the device tells it. */
  readonly regionBytes: (region: string) => number | null;
  readonly lineChart: LineChart | null;
}

const SMALL_LEAST = 30;
const SMALL_HEIGHT = 5;
/** blessed-contrib throws, or draws axes over each other, on less. */
const LINE_LEAST = { width: 30, height: 8 };

/** `height` lines of `width` cells. */
export function graphLines(theme: Theme, page: GraphPage, width: number, height: number): string[] {
  const series = page.subject === null ? [] : seriesOf(page.history, page.subject);
  const start = Math.max(
    0,
    series.findIndex(({ name }) => name === page.first),
  );
  const chosen = series[(((start + page.chosen) % series.length) + series.length) % series.length];
  if (page.subject === null || chosen === undefined) {
    return [fit(' No history yet: it begins with the second tick in which something is seen.', width)];
  }
  const others = series.filter((each) => each !== chosen);
  const columns = Math.max(1, Math.floor(width / SMALL_LEAST));
  const smallRows = height < 20 ? 0 : Math.min(Math.ceil(others.length / columns), Math.floor((height - 12) / SMALL_HEIGHT));
  const largeHeight = height - smallRows * SMALL_HEIGHT;
  const lines = large(theme, page, page.subject, chosen, width, largeHeight);
  for (let row = 0; row < smallRows; row += 1) {
    const cells = others.slice(row * columns, (row + 1) * columns);
    const drawn = cells.map((each) => small(theme, page, each, Math.floor(width / columns) - 2));
    for (let y = 0; y < SMALL_HEIGHT; y += 1) {
      const line = drawn.map((block) => `${block[y] ?? ''}  `).join('');
      const used = cells.length * Math.floor(width / columns);
      lines.push(line + ' '.repeat(width - used));
    }
  }
  return lines.slice(0, height);
}

function scaleOf(series: HistorySeries, values: Float64Array, page: GraphPage): number {
  if (series.kind === 'engine') return 1;
  const seen = Math.max(1, ...known(values));
  return Math.max(seen, page.regionBytes(series.name) ?? 0);
}

function told(series: HistorySeries, value: number | null): string {
  return series.kind === 'engine' ? percent(value) : bytes(value);
}

function large(theme: Theme, page: GraphPage, subject: Subject, series: HistorySeries, width: number, height: number): string[] {
  const points = width * 2;
  const seconds = (points * page.intervalMs) / 1000;
  const values = series.resampled(seconds, points);
  const most = scaleOf(series, values, page);
  const seen = known(values);
  const mean = seen.length === 0 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const head = segmentLine(
    theme,
    width,
    [
      { text: subject.label, role: 'title', rank: 0 },
      { text: printable(series.name), role: 'title', rank: 0 },
      { text: `last ${duration(seconds * 1e9)}`, rank: 3 },
      { text: `scale 0 to ${told(series, most)}`, rank: 2 },
    ],
    [
      { text: `now ${told(series, newest(values))}`, rank: 1 },
      { text: `mean ${told(series, mean)}`, rank: 4 },
      { text: `most ${told(series, seen.length === 0 ? null : Math.max(...seen))}`, rank: 5 },
      { text: '← → other series', role: 'dim', rank: 6 },
    ],
  );
  const colour = series.kind === 'engine' ? theme.low : theme.memory;
  const room = Math.max(0, height - 2);
  const { lines, margin } =
    page.lineChart !== null && width >= LINE_LEAST.width && room >= LINE_LEAST.height
      ? page.lineChart(lineData(theme, series, values, most), width, room)
      : { lines: areaChart(scaled(values, most), width, room).map((line) => paint(colour, line)), margin: 0 };
  const axis = ' '.repeat(margin) + paint(theme.dim, timeAxis(seconds, width - margin));
  return [head, ...lines, axis].slice(0, Math.max(1, height));
}

function known(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}

function scaled(values: Float64Array, most: number): Float64Array {
  return values.map((value) => value / most);
}

/** The line chart is labelled in percent, or in GiB. */
function lineData(theme: Theme, series: HistorySeries, values: Float64Array, most: number): LineData {
  const engine = series.kind === 'engine';
  const unit = engine ? 0.01 : 2 ** 30;
  const styles = { line: engine ? theme.low : theme.memory, text: theme.label, axis: theme.dim };
  return { values: scaled(values, unit), most: most / unit, styles };
}

function small(theme: Theme, page: GraphPage, series: HistorySeries, width: number): string[] {
  const points = width * 2;
  const seconds = (points * page.intervalMs) / 1000;
  const values = series.resampled(seconds, points);
  const most = scaleOf(series, values, page);
  const number = ` ${told(series, newest(values))}`;
  const title =
    paint(theme.title, fit(printable(series.name), Math.max(0, width - cellWidth(number)))) +
    fit(number, Math.min(width, cellWidth(number)));
  const colour = series.kind === 'engine' ? theme.low : theme.memory;
  const chart = areaChart(scaled(values, most), width, SMALL_HEIGHT - 2);
  return [title, ...chart.map((line) => paint(colour, line)), ' '.repeat(width)];
}
