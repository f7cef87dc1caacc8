/** Charts of a span of the page `L`: of a device's engines by who used them, and of its memory. */
import { engineLabels, resampled } from '../../usage/lines.js';
import type { DeviceUsage, EngineUsage, Holding, MemoryUsage, Share } from '../../usage/report.js';
import { bytesOf, percent, spanOf } from '../../view/text/numbers.js';
import { printable } from '../../view/text/printable.js';
import { stackedByPlace } from '../charts/device-chart.js';
import { MOST_LEADERS } from '../charts/leaders.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { captioned, drawBlocks, legendOfPlaces, legendText, type Block } from './device-charts.js';

/** With less a chart says nothing that the bars above it do not. */
export const LEAST_ROWS = 5;
/** The legend. */
const FOOT = 1;

type Who = Holding['who'];
type Places = readonly Who[];

/** `rows` lines of `width` cells, the legend last. */
export function usageCharts(
  theme: Theme,
  usage: DeviceUsage,
  spanNs: number,
  isPlain: boolean,
  width: number,
  rows: number,
): string[] {
  const { engines, memory } = usage;
  const labels = engineLabels(usage);
  const all = engines
    .map((engine, i) => ({ engine, label: labels[i] ?? engine.name }))
    .sort((a, b) => b.engine.ratio - a.engine.ratio);
  const places = placesOf(
    [...all.flatMap(({ engine }) => engine.shares)].sort((a, b) => b.ratio - a.ratio),
    memory?.holdings ?? [],
  );
  const [first, ...others] = all.map(({ engine, label }) => engineBlock(theme, engine, label, places, isPlain));
  const blocks = [
    ...(first === undefined ? [] : [first]),
    ...(memory?.memory.totalBytes == null ? [] : [memoryBlock(theme, memory, places, isPlain)]),
    ...others,
  ];
  const legend = legendOfPlaces(theme, places.map(nameOf), isPlain);
  const { line, left } = legendText(theme, `    -${spanOf(spanNs)} `, legend, width - 4);
  return [...drawBlocks(blocks, width, rows - FOOT), `${line}${paint(theme.dim, '─'.repeat(left))} ${paint(theme.dim, 'now')}`];
}

/** The few who used most of any engine, and who had most of the memory where places are left: a name has one colour in all charts of a device. */
function placesOf(shares: readonly Share[], holdings: readonly Holding[]): Places {
  const places: Who[] = [];
  for (const { who } of [...shares, ...holdings])
    if (places.length < MOST_LEADERS && who !== null && !places.some((place) => isSame(place, who))) places.push(who);
  return places;
}

/** Shares are told apart by name and unit. */
function isSame(a: Share['who'], b: Who): boolean {
  return a !== null && a.comm === b.comm && a.unit?.text === b.unit?.text && (a.comm !== null || a.pid === b.pid);
}

function nameOf(who: Who): string {
  return printable(who.comm ?? String(who.pid));
}

function engineBlock(
  theme: Theme,
  { ratio, trace, shares }: EngineUsage,
  label: string,
  places: Places,
  isPlain: boolean,
): Block {
  const draw: Block['draw'] = (cells, rows) =>
    captioned(theme, label, percent(ratio), cells, rows, (width, height) => {
      const parts = places.map((who) => {
        const share = shares.find((each) => isSame(each.who, who));
        return share === undefined ? null : resampled(share.trace, width);
      });
      return stackedByPlace(theme, { isPlain }, resampled(trace, width), parts, width, height);
    });
  return { draw, worth: 1 };
}

function memoryBlock(theme: Theme, { memory, trace, holdings, toBytes }: MemoryUsage, places: Places, isPlain: boolean): Block {
  const total = memory.totalBytes ?? NaN;
  const ofTotal = (bytes: Float64Array, width: number): Float64Array => resampled(bytes, width).map((value) => value / total);
  const draw: Block['draw'] = (cells, rows) =>
    captioned(theme, memory.label, bytesOf(toBytes, total), cells, rows, (width, height) => {
      const parts = places.map((who) => {
        const own = holdings.find((each) => isSame(each.who, who));
        return own === undefined ? null : ofTotal(own.trace, width);
      });
      return stackedByPlace(theme, { isPlain }, ofTotal(trace, width), parts, width, height);
    });
  return { draw, worth: 1 };
}
