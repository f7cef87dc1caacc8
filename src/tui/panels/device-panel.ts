/**
 * One device in as many rows as the layout gives it.
 *
 *     ╭ card1 · Navi 32 · amdgpu ─── 2410 MHz · 61 °C · 142 W · VRAM ▕█████    ▏ 7.20 / 16.0 GiB · 8.80 GiB free ╮
 *     │ 100            ▗▟█▙▖     ▟██▙    gfx      ▕██████████████▊     ▏ 62.1 %  dec  ▕███▏         ▏ 15.0 %      │
 *     │   0 ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒    compute  ▕                    ▏  0.0 %  enc  ▕             ▏  0.0 %      │
 *     ╰ -1 min 12 s  gfx by client: █ game  ▒ blender ── now ────────────────────────────────────────────────────╯
 *
 * One row is a line of numbers; from two on there are meters, and charts where they leave room; from five on a frame with a legend,
 * which costs a row: below that a chart is worth more, and the title says whose colour is which.
 */
import { conditionsOf } from '../../view/devices/device-facts.js';
import { cellWidth, fit } from '../../view/text/text.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import { chartBlocks, drawBlocks, drawnBlocks, legendLine, legendSegments } from './device-charts.js';
import { engineLabel, engineMeters, extraMeters, type DevicePanel } from './device-meters.js';
import { linePanel, NAME_LEAST, NAME_MOST, titleLine, type LinePlan } from './device-title.js';
import { CHART_LEAST, METER_GAP, meterLines, metersWidth, planMeters, type Meter, type MeterPlan } from './meters.js';
import { segmentLine } from './segments.js';

export interface PanelPlan extends MeterPlan, LinePlan {
  /** A device of one row stands among panels with frames, and begins where they do. */
  readonly indent: boolean;
  /** What has no frame among panels with frames ends where they do, so that bars of memory stand under each other; not where cells are few. */
  readonly inset: boolean;
}

/** Screens that have room for two words of an engine. */
const WORDS_WIDTH = 100;

/** From this height on a panel has a frame. */
const FRAME_LEAST = 5;
/** A chart below the meters is worth so many rows, and one of them stays free above it. */
const BELOW_LEAST = 6;
const BELOW_TWO = 13;
/** Clock, temperature and power. */
const FACTS = 3;

function bodyRows(height: number): number {
  return height >= FRAME_LEAST ? height - 2 : height - 1;
}

/** How the meters of all panels are laid out, so that bars stand under each other. */
export function planPanels(panels: readonly DevicePanel[], heights: readonly number[], width: number): PanelPlan {
  const tall = panels.filter(({ engines }, i) => engines.length > 0 && (heights[i] ?? 0) > 1);
  const words = width >= WORDS_WIDTH;
  const columns = panels.map(({ device, engines }, i) => {
    const rows = bodyRows(heights[i] ?? 0);
    if (rows < 1) return 1;
    // Where the title has no room for them, clock, temperature and power stand below the engines, or beside them.
    const facts = words || rows < FACTS || engines.length + FACTS <= rows ? 0 : Math.min(FACTS, conditionsOf(device).length);
    return Math.max(Math.ceil(engines.length / rows), Math.min(2, Math.ceil((engines.length + facts) / rows)));
  });
  const label = Math.max(...tall.flatMap((panel) => metersOf(panel, words).map((name) => cellWidth(name))), 1);
  const meters = planMeters(width - 4, Math.max(1, ...columns), label);
  const namesDiffer = new Set(panels.map(({ device: { name } }) => name)).size > 1;
  const inset = words && heights.some((height) => height >= FRAME_LEAST);
  return { ...meters, words, namesDiffer, inset, indent: width > 2 && heights.some((height) => height > 1) };
}

function metersOf({ device, engines }: DevicePanel, words: boolean): string[] {
  return engines.map((name) => engineLabel(device, name, words));
}

/** `height` lines of `width` cells. */
export function devicePanel(theme: Theme, panel: DevicePanel, plan: PanelPlan, width: number, height: number): string[] {
  if (height === 1) {
    if (!plan.indent) return [linePanel(theme, panel, plan, width)];
    const end = plan.inset ? ` ${paint(theme.dim, '─')}` : '';
    return [`${paint(theme.dim, '─')} ${linePanel(theme, panel, plan, width - (plan.inset ? 4 : 2))}${end}`];
  }
  const isFramed = height >= FRAME_LEAST && width >= 8;
  const rows = isFramed ? height - 2 : height - 1;
  const inner = width - 4;
  if (inner < 4)
    return Array.from({ length: height }, (_, y) => (y === 0 ? linePanel(theme, panel, plan, width) : ' '.repeat(width)));
  const used = Math.min(inner, metersWidth(plan));
  const room = inner - used - METER_GAP;
  const facts = conditionsOf(panel.device);
  const extras = extraMeters(theme, panel, facts, rows * plan.columns - panel.engines.length);
  const meters = [...engineMeters(theme, panel, plan.words), ...extras];
  const right = meterLines(theme, meters, plan, rows);
  const hasChart = plan.bar > 0 && room >= CHART_LEAST;
  const blocks = hasChart ? chartBlocks(theme, panel.chart) : [];
  // Below meters that are few stand charts for which there is no room beside the first ones; a column is as much time in each of them.
  const below = plan.columns === 1 ? belowMeters(blocks.length, rows - meters.length) : 0;
  const first = drawnBlocks(blocks.length - below, room, rows);
  if (below > 0) {
    const from = meters.length + 1;
    const cells = Math.min(used, room);
    const further = drawBlocks(blocks.slice(first, first + below), cells, rows - from);
    further.forEach((line, y) => (right[from + y] = ' '.repeat(used - cells) + line));
  }
  const left = hasChart ? drawBlocks(blocks.slice(0, first), room, rows) : [];
  const untold = plan.bar > 0 ? facts.filter(({ title: name }) => !extras.some(({ label }) => label === name)) : facts;
  const legend = isFramed || !hasChart ? [] : legendSegments(theme, panel.chart, width < WORDS_WIDTH ? NAME_LEAST : NAME_MOST);
  const title = titleLine(theme, panel, [untold, legend], width, isFramed ? '╮' : plan.inset ? '─' : '');
  const side = paint(theme.dim, '│');
  const body = right.map((line, y) => {
    const start = y === rows - 1 && !isFramed ? paint(theme.dim, '╰') : side;
    const chart = hasChart ? (left[y] ?? ' '.repeat(room)) + ' '.repeat(METER_GAP) : '';
    const blank = ' '.repeat(Math.max(0, inner - used - (hasChart ? room + METER_GAP : 0)));
    const content =
      plan.bar === 0 ? numbersLine(theme, engineMeters(theme, panel, plan.words), y, rows, inner) : chart + line + blank;
    return `${start} ${content} ${isFramed ? side : ' '}`;
  });
  return isFramed ? [title, ...body, legendLine(theme, panel.chart, width, hasChart ? room : 0)] : [title, ...body];
}

/** Charts that stand below the meters in so many free rows. */
function belowMeters(blocks: number, rows: number): number {
  if (rows < BELOW_LEAST || blocks < 2) return 0;
  return Math.min(blocks - 1, rows >= BELOW_TWO ? 2 : 1);
}

/** Numbers without bars, one after the other, where bars do not fit. */
function numbersLine(theme: Theme, meters: readonly Meter[], y: number, rows: number, width: number): string {
  const each = Math.ceil(meters.length / rows);
  const own = meters.slice(y * each, (y + 1) * each);
  return segmentLine(
    theme,
    width,
    own.map(({ label, text, look }, i) => ({ text: `${label} ${fit(text, 6, 'right')}`, style: look, rank: i, gap: '  ' })),
  );
}
