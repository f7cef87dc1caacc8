/**
 * The strip of charts between the panels and the table: for each device how busy its busiest engine was, and in the last place
 * the same for the selected row. The last place is kept when nothing is selected, so that selecting moves nothing.
 */
import { cellWidth, fit } from '../../view/text.js';
import type { History } from '../../history/history.js';
import { percent } from '../../view/numbers.js';
import { areaChart, timeAxis } from '../charts/area-chart.js';
import { busiestOf, newest, seriesOf, type Subject } from '../charts/history-series.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

const SLOT_LEAST = 36;
const SLOT_GAP = 2;

/** What the strip shows; null: no row is selected. */
export interface ChartStrip {
  readonly history: History;
  readonly devices: readonly Subject[];
  readonly selected: Subject | null;
  readonly intervalMs: number;
}

/** `height` lines of `width` cells. */
export function chartStrip(theme: Theme, strip: ChartStrip, width: number, height: number): string[] {
  const most = Math.max(1, Math.floor((width + SLOT_GAP) / (SLOT_LEAST + SLOT_GAP)));
  const subjects = [...strip.devices.slice(0, Math.max(1, most - 1)), ...(most > 1 ? [strip.selected] : [])];
  if (subjects.length === 0) return Array<string>(height).fill(' '.repeat(width));
  // Equal widths, so that equal places are equal times.
  const cells = Math.floor((width - SLOT_GAP * (subjects.length - 1)) / subjects.length);
  const slots = subjects.map((subject) => slot(theme, strip, subject, cells, height));
  const rest = ' '.repeat(width - subjects.length * (cells + SLOT_GAP) + SLOT_GAP);
  return Array.from({ length: height }, (_, y) => slots.map((lines) => lines[y] ?? '').join(' '.repeat(SLOT_GAP)) + rest);
}

function slot(
  theme: Theme,
  { history, intervalMs }: ChartStrip,
  subject: Subject | null,
  width: number,
  height: number,
): string[] {
  const blank = ' '.repeat(width);
  if (subject === null) {
    const hint = paint(theme.dim, fit('select a row to see its history here', width));
    return Array.from({ length: height }, (_, y) => (y === 0 ? hint : blank));
  }
  const points = width * 2;
  const seconds = (points * intervalMs) / 1000;
  const values = busiestOf(seriesOf(history, subject), seconds, points);
  const now = newest(values);
  const number = fit(percent(now), 7, 'right');
  const title = paint(theme.title, fit(`${subject.label}, busiest engine`, width - cellWidth(number)));
  const chart = areaChart(values, width, Math.max(0, height - 2));
  return [
    title + number,
    ...chart.map((line) => paint(theme.heat(now ?? 0), line)),
    paint(theme.dim, timeAxis(seconds, width)),
  ].slice(0, height);
}
