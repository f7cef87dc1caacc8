/**
 * The history page (`g`): all engines of a device or row in one large chart, or one series large by ← and →, and the others small
 * below it, each with its own chart and its name above it.
 */
import { cellWidth, fit } from '../../view/text/text.js';
import type { History } from '../../history/history.js';
import { bytes, percent, spanOf } from '../../view/text/numbers.js';
import { measureName } from '../../view/columns/measures.js';
import { areaChart, timeAxis } from '../charts/area-chart.js';
import { newest, seriesOf, type HistorySeries, type Subject } from '../charts/history-series.js';
import type { LineChart } from '../charts/line-chart-data.js';
import { ownLineChart } from '../charts/own-line-chart.js';
import { segmentLine, type Segment } from './segments.js';
import { paint, type Style } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

export interface GraphPage {
  readonly history: History;
  readonly subject: Subject | null;
  /** Which series is large, counted round; 0: all engines. */
  readonly chosen: number;
  /** The time that is shown. */
  readonly seconds: number;
  /** Known size of a region in bytes, where the device tells it. */
  readonly regionBytes: (region: string) => number | null;
  /** The largest memory of the subject's devices: what a region without a size is drawn against. 0: none is known. */
  readonly mostBytes: number;
  readonly lineChart: LineChart | null;
  /** Lines can be told apart by their colours. */
  readonly hasColours: boolean;
}

const SMALL_LEAST = 30;
const SMALL_HEIGHT = 5;
/** blessed-contrib throws, or draws axes over each other, on less. */
const LINE_LEAST = { width: 30, height: 8 };
/** Samples that tell whether a region was used. */
const SAMPLES = 60;

/** What stands large: some series on one scale. */
interface Large {
  readonly name: string;
  readonly series: readonly HistorySeries[];
}

/** `height` lines of `width` cells. */
export function graphLines(theme: Theme, page: GraphPage, width: number, height: number): string[] {
  const every = page.subject === null ? [] : seriesOf(page.history, page.subject);
  const used = new Set(every.filter((each) => isUsed(each, page.seconds)));
  // A region in which nothing was (gds, oa) is no news; engines keep their places among the choices when they begin to work.
  const series = every.filter((each) => each.kind === 'engine' || used.has(each));
  const engines = series.filter(({ kind }) => kind === 'engine');
  const all: Large[] = page.hasColours && engines.length > 1 ? [{ name: 'all engines', series: engines }] : [];
  const choices = [...all, ...series.map((each): Large => ({ name: measureName(each.name), series: [each] }))];
  const chosen = choices[((page.chosen % choices.length) + choices.length) % choices.length];
  if (page.subject === null || chosen === undefined) {
    return [fit(' No history yet: it begins with the second tick in which something is seen.', width)];
  }
  // Memory first beside all engines at once; of one series whatever else there is.
  const regions = series.filter(({ kind }) => kind === 'region');
  const others = (chosen === all[0] ? [...regions, ...engines] : series).filter(
    (each) => used.has(each) && each !== chosen.series[0],
  );
  const columns = Math.max(1, Math.floor(width / SMALL_LEAST));
  const smallRows = height < 20 ? 0 : Math.min(Math.ceil(others.length / columns), Math.floor((height - 12) / SMALL_HEIGHT));
  const lines = large(theme, page, page.subject, chosen, width, height - smallRows * SMALL_HEIGHT);
  for (let row = 0; row < smallRows; row += 1) lines.push(...smallRow(theme, page, others, row, columns, width));
  return lines.slice(0, height);
}

/** It was not 0 all the time. */
function isUsed(series: HistorySeries, seconds: number): boolean {
  return series.resampled(seconds, SAMPLES).some((value) => value > 0);
}

/** Small charts beside each other, as many as there is room for, that share the width. */
function smallRow(
  theme: Theme,
  page: GraphPage,
  others: readonly HistorySeries[],
  row: number,
  most: number,
  width: number,
): string[] {
  const each = Math.min(most, others.length);
  const own = others.slice(row * each, (row + 1) * each);
  const cells = Math.floor((width + 2) / each) - 2;
  const drawn = own.map((series) => small(theme, page, series, cells));
  return Array.from({ length: SMALL_HEIGHT }, (_, y) => {
    const line = drawn.map((block) => block[y] ?? '').join('  ');
    return line + ' '.repeat(width - own.length * (cells + 2) + 2);
  });
}

function scaleOf(series: readonly HistorySeries[], values: readonly Float64Array[], page: GraphPage): number {
  const [first] = series;
  if (first === undefined || first.kind === 'engine') return 1;
  return Math.max(1, ...values.flatMap((each) => [...known(each)]), page.regionBytes(first.name) ?? page.mostBytes);
}

function told(series: HistorySeries, value: number | null): string {
  return series.kind === 'engine' ? percent(value) : bytes(value);
}

function lookOf(theme: Theme, series: HistorySeries, place: number, of: number): Style {
  if (series.kind === 'region') return theme.memory;
  const looks = [...theme.clients, theme.others];
  return of < 2 ? theme.low : (looks[place % looks.length]?.front ?? theme.low);
}

function large(theme: Theme, page: GraphPage, subject: Subject, shown: Large, width: number, height: number): string[] {
  const { series } = shown;
  const points = width * 2;
  const values = series.map((each) => each.resampled(page.seconds, points));
  const most = scaleOf(series, values, page);
  const [first] = series;
  const head = segmentLine(
    theme,
    width,
    [
      { text: subject.label, role: 'title', rank: 0 },
      { text: shown.name, role: 'title', rank: 0 },
      { text: `last ${spanOf(page.seconds * 1e9)}`, rank: 3 },
      { text: first === undefined || series.length > 1 ? '' : `scale 0 to ${told(first, most)}`, rank: 2 },
    ],
    [...numbersOf(theme, series, values), { text: '← → other series · + − zoom', role: 'dim', rank: 90 }],
  );
  const room = Math.max(0, height - 2);
  const draw = width >= LINE_LEAST.width && room >= LINE_LEAST.height ? (page.lineChart ?? ownLineChart) : null;
  // Engines are labelled in percent, memory in GiB.
  const unit = first?.kind === 'region' ? 2 ** 30 : 0.01;
  const { lines, margin } =
    draw === null
      ? { lines: areaLines(theme, series, values, most, width, room), margin: 0 }
      : draw(
          {
            lines: series.flatMap((each, i) => {
              const own = values[i] ?? new Float64Array(0);
              // One at rest all the time would hide the foot of the others.
              if (isAtRest(own) && !values.every(isAtRest)) return [];
              return [{ values: scaled(own, unit), style: lookOf(theme, each, i, series.length) }];
            }),
            most: most / unit,
            styles: { text: theme.label, axis: theme.dim },
          },
          width,
          room,
        );
  const axis = ' '.repeat(margin) + paint(theme.dim, timeAxis(page.seconds, width - margin));
  return [head, ...lines, axis].slice(0, Math.max(1, height));
}

function isAtRest(values: Float64Array): boolean {
  return values.every((value) => value === 0 || Number.isNaN(value));
}

/** Too little room for lines: the first series alone. */
function areaLines(
  theme: Theme,
  [first]: readonly HistorySeries[],
  [values]: readonly Float64Array[],
  most: number,
  width: number,
  height: number,
): string[] {
  if (first === undefined || values === undefined) return [];
  return areaChart(scaled(values, most), width, height).map((line) => paint(lookOf(theme, first, 0, 1), line));
}

/** Of several series what each is now, in its colour; of one also its mean and its most. */
function numbersOf(theme: Theme, series: readonly HistorySeries[], values: readonly Float64Array[]): Segment[] {
  const [first, second] = series;
  const [only] = values;
  if (first === undefined || only === undefined) return [];
  if (second !== undefined) {
    return series.map((each, i) => ({
      text: `━ ${measureName(each.name)} ${fit(told(each, newest(values[i] ?? only)), 6, 'right')}`,
      style: lookOf(theme, each, i, series.length),
      // Those that did nothing go first where there is no room for all.
      rank: (values[i]?.some((value) => value > 0) === true ? 4 : 40) + i,
      gap: '  ',
    }));
  }
  const seen = known(only);
  const mean = seen.length === 0 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
  return [
    { text: `now ${told(first, newest(only))}`, rank: 1 },
    { text: `mean ${told(first, mean)}`, rank: 4 },
    { text: `most ${told(first, seen.length === 0 ? null : Math.max(...seen))}`, rank: 5 },
  ];
}

function known(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}

function scaled(values: Float64Array, most: number): Float64Array {
  return values.map((value) => value / most);
}

function small(theme: Theme, page: GraphPage, series: HistorySeries, width: number): string[] {
  const values = series.resampled(page.seconds, width * 2);
  const most = scaleOf([series], [values], page);
  const total = series.kind === 'region' ? page.regionBytes(series.name) : null;
  const number = ` ${told(series, newest(values))}${total === null ? '' : ` of ${bytes(total)}`}`;
  const title =
    paint(theme.title, fit(measureName(series.name), Math.max(0, width - cellWidth(number)))) +
    fit(number, Math.min(width, cellWidth(number)));
  const chart = areaChart(scaled(values, most), width, SMALL_HEIGHT - 2);
  return [title, ...chart.map((line) => paint(lookOf(theme, series, 0, 1), line)), ' '.repeat(width)];
}
