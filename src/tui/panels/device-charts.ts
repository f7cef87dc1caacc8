/** The charts of a device's panel, as many as its room holds, and the legend below them. */
import { cellWidth, cut, fit } from '../../view/text/text.js';
import { bytesOf, duration, percent } from '../../view/text/numbers.js';
import { measureName } from '../../view/columns/measures.js';
import { busyChart, memoryChart, OTHERS_SIGN, type DeviceChart } from '../charts/device-chart.js';
import { newest } from '../charts/history-series.js';
import type { DeviceLead } from '../charts/leaders.js';
import { LAYER_SIGNS } from '../charts/stacked-chart.js';
import { paint, type Style } from '../theme/style.js';
import type { Segment } from './segments.js';
import type { Theme } from '../theme/theme.js';

const GAP = 2;
/** The least of a chart that stands beside another, and rows from which charts stand in two, and in three tiers. */
const BESIDE_WIDTH = 56;
const BELOW_ROWS = 10;
const THIRD_ROWS = 24;
/** Rows from which every chart says what it is about. */
const CAPTION_ROWS = 4;
/** A scale takes a place of its own where there is some to spare. */
const SCALE = 4;
const SCALE_WIDTH = 30;
const SCALE_ROWS = 3;
/** In fewer the middle would stand beside the top, and far from where it is. */
const HALF_ROWS = 5;

/** Of a chart that says little where others say more: its caption, and enough to see when something happened. */
const QUIET_ROWS = 4;

/** A chart for whatever room it gets. */
export interface Block {
  readonly draw: (cells: number, rows: number) => string[];
  /** What part of the rows beyond the least is its; 0 where it says little. */
  readonly worth: number;
}

/** What can be drawn of a device, the most telling first: the main engine, the memory, other engines. */
export function chartBlocks(theme: Theme, chart: DeviceChart): readonly Block[] {
  const { engine, others, worth, memoryMoves } = chart.lead;
  const engineBlock = (name: string | null): Block => ({
    draw: (cells, high) => engineChart(theme, chart, name, cells, high),
    worth: worth.get(name ?? '') ?? 0,
  });
  const memory: readonly Block[] =
    chart.memory?.totalBytes == null
      ? []
      : [{ draw: (cells, high) => memoryBlock(theme, chart, cells, high), worth: memoryMoves ? 2 : 0 }];
  return [engineBlock(engine), ...memory, ...others.map(engineBlock)];
}

/** `rows` lines of `width` cells: the first of the blocks, and further ones where there is room. */
export function drawBlocks(blocks: readonly Block[], width: number, rows: number): string[] {
  const columns = chartColumns(width);
  const used = tiersOf(blocks.length, columns, rows);
  const tiers = Array.from({ length: used }, (_, tier) => blocks.slice(tier * columns, (tier + 1) * columns));
  const heights = sharedOut(
    tiers.map((tier) => Math.max(0, ...tier.map(({ worth }) => worth))),
    rows,
  );
  return tiers.flatMap((tier, i) => beside(tier, columns, width, heights[i] ?? 0));
}

/** Rows of each tier: a few, and of the others as many as it is worth. What cannot be shared has the first of the most worth. */
function sharedOut(worth: readonly number[], rows: number): number[] {
  const sum = worth.reduce((all, each) => all + each, 0);
  const least = Math.min(QUIET_ROWS, Math.floor(rows / worth.length));
  const rest = rows - least * worth.length;
  const part = (each: number): number => (sum === 0 ? 1 / worth.length : each / sum);
  const heights = worth.map((each) => least + Math.floor(rest * part(each)));
  const first = worth.indexOf(Math.max(...worth));
  return heights.map((height, i) => (i === first ? height + rows - heights.reduce((all, each) => all + each, 0) : height));
}

/** How many of so many blocks `drawBlocks` draws. */
export function drawnBlocks(count: number, width: number, rows: number): number {
  const columns = chartColumns(width);
  return Math.min(count, columns * tiersOf(count, columns, rows));
}

/** A tier that is not full would leave the other charts less height for nothing. */
function tiersOf(count: number, columns: number, rows: number): number {
  const tiers = rows >= THIRD_ROWS ? 3 : rows >= BELOW_ROWS ? 2 : 1;
  return Math.max(1, Math.min(tiers, Math.floor(count / columns)));
}

/** Charts that stand beside each other: as many for every device, so that all have the same time axis. */
function chartColumns(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (BESIDE_WIDTH + GAP)));
}

function chartCells(width: number, columns: number): number {
  return Math.floor((width + GAP) / columns) - GAP;
}

/** Equal widths, so that equal places are equal times. */
function beside(blocks: readonly Block[], columns: number, width: number, rows: number): string[] {
  const cells = chartCells(width, columns);
  const drawn = blocks.map(({ draw }) => draw(cells, rows));
  const [gap, blank] = [' '.repeat(GAP), ' '.repeat(cells)];
  const rest = ' '.repeat(width - blocks.length * (cells + GAP) + GAP);
  const together: string[] = [];
  for (let y = 0; y < rows; y += 1) {
    let line = '';
    for (const [at, lines] of drawn.entries()) line += (at === 0 ? '' : gap) + (lines[y] ?? blank);
    together.push(line + rest);
  }
  return together;
}

function engineChart(theme: Theme, chart: DeviceChart, engine: string | null, width: number, rows: number): string[] {
  const series = engine === null ? null : (chart.history.device(chart.device)?.engine(engine) ?? null);
  const now = series === null ? null : newest(series.resampled(chart.intervalMs / 1000, 1));
  const number = percent(now);
  return captioned(theme, measureName(engine ?? ''), number, width, rows, (cells, height) =>
    busyChart(theme, chart, engine, cells, height),
  );
}

function memoryBlock(theme: Theme, chart: DeviceChart, width: number, rows: number): string[] {
  const { memory } = chart;
  const number = memory === null ? '' : bytesOf(memory.usedBytes, memory.totalBytes);
  return captioned(theme, memory?.label ?? '', number, width, rows, (cells, height) => memoryChart(theme, chart, cells, height));
}

type Draw = (width: number, height: number) => string[];

/** A chart with its name and its present number above it, and its scale at the left, as far as there is room. */
export function captioned(theme: Theme, name: string, number: string, width: number, rows: number, draw: Draw): string[] {
  const caption = rows >= CAPTION_ROWS ? 1 : 0;
  const height = rows - caption;
  const scale = width >= SCALE_WIDTH && height >= SCALE_ROWS ? SCALE : 0;
  const lines = draw(width - scale, height).map(
    (line, y) => paint(theme.dim, scaleAt(y, height, scale)) + (y === height - 1 ? withGround(theme, line) : line),
  );
  if (caption === 0) return lines;
  const right = cut(number, width);
  const title = fit(name, width - scale - cellWidth(right));
  return [' '.repeat(scale) + paint(theme.title, title) + right, ...lines];
}

/** The lowest line of a chart with dots where the past begins later: nothing is known there yet, where an empty field would look like rest. */
function withGround(theme: Theme, line: string): string {
  if (!line.startsWith(' ')) return line;
  const known = line.search(/[^ ]/);
  const cells = known === -1 ? line.length : known;
  return paint(theme.dim, '·'.repeat(cells)) + line.slice(cells);
}

/** Percent at the top, the foot and half way. */
function scaleAt(y: number, height: number, cells: number): string {
  if (cells === 0) return '';
  if (y === 0) return '100 ';
  if (y === height - 1) return '  0 ';
  return height >= HALF_ROWS && y === Math.floor((height - 1) / 2) ? ' 50 ' : '    ';
}

/** The lower edge of a frame: since when the charts above it are, and whose colour is which. `room`: cells of the charts; 0: none. */
export function legendLine(theme: Theme, chart: DeviceChart, width: number, room: number): string {
  const inner = width - 4;
  const rule = (cells: number): string => paint(theme.dim, '─'.repeat(Math.max(0, cells)));
  if (room === 0) return paint(theme.dim, '╰') + rule(width - 2) + paint(theme.dim, '╯');
  const cells = chartCells(room, chartColumns(room));
  const seconds = ((cells - (cells >= SCALE_WIDTH ? SCALE : 0)) * chart.intervalMs) / 1000;
  const { line, left } = legendText(
    theme,
    `-${duration(seconds * 1e9)} `,
    legendOfPlaces(theme, namesOf(chart.lead), chart.isPlain),
    inner,
  );
  return `${paint(theme.dim, '╰')} ${line}${rule(left)} ${paint(theme.dim, '╯')}`;
}

/** What a colour of charts means: its sign and the name it stands for. */
export interface LegendEntry {
  readonly sign: string;
  readonly name: string;
  readonly look: Style;
}

/** Since when charts are and whose colour is which, as much as fits in `inner` cells; `left` of them are not used. */
export function legendText(
  theme: Theme,
  since: string,
  entries: readonly LegendEntry[],
  inner: number,
): { readonly line: string; readonly left: number } {
  let line = '';
  let left = inner;
  const add = (text: string, painted: string): boolean => {
    if (cellWidth(text) > left) return false;
    line += painted;
    left -= cellWidth(text);
    return true;
  };
  add(since, paint(theme.dim, since));
  for (const { sign, name, look } of entries) {
    const text = ` ${sign} ${name} `;
    if (!add(text, ` ${paint(look, sign)} ${name} `)) break;
  }
  return { line, left };
}

const NAME_MOST = 16;

/** The legend where no line below the charts is free for it: their names in their colours, as facts of a title that give way. */
export function legendSegments(theme: Theme, chart: DeviceChart, nameMost: number): Segment[] {
  const { lead, isPlain } = chart;
  return legendOfPlaces(theme, namesOf(lead), isPlain, nameMost)
    .slice(0, -1)
    .map(({ sign, name, look }, i) => ({
      text: isPlain ? `${sign} ${name}` : name,
      style: look,
      rank: LEGEND_RANK + 2 * i,
      gap: i === 0 ? ' · ' : '  ',
    }));
}

/** A chart of which nobody knows whose it is says less than a clock does. */
const LEGEND_RANK = 3;

/** By place; those of one name with their process. */
function namesOf({ places }: DeviceLead): (string | null)[] {
  return places.map((leader) => {
    if (leader === null) return null;
    const isOne = places.every((other) => other === null || other === leader || other.name !== leader.name);
    return isOne ? leader.name : `${cut(leader.name, NAME_MOST - PID_CELLS)} ${leader.pid}`;
  });
}

const PID_CELLS = 8;

/** @param places printable names, by the place whose colour they have; null: nobody */
export function legendOfPlaces(
  theme: Theme,
  places: readonly (string | null)[],
  isPlain: boolean,
  nameMost = NAME_MOST,
): LegendEntry[] {
  const shown = places.flatMap((name, place) => {
    const look = theme.clients[place];
    if (name === null || look === undefined) return [];
    return [{ sign: isPlain ? (LAYER_SIGNS[place] ?? OTHERS_SIGN) : '█', name: cut(name, nameMost), look: look.front }];
  });
  return [...shown, { sign: isPlain ? OTHERS_SIGN : '█', name: 'others', look: theme.others.front }];
}
