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
import { engineWord } from '../../measures/engines.js';
import { cellWidth, cut, fit } from '../../view/text/text.js';
import type { Device, DeviceEngine } from '../../ledger/snapshot.js';
import { conditionsOf, type Condition } from '../../view/devices/device-facts.js';
import { deviceLabel, furtherNodes, shortDeviceLabel } from '../../view/devices/devices.js';
import { figureText, isShare } from '../../view/columns/engine-figure.js';
import { groupName, measureName } from '../../view/columns/measures.js';
import { DASH } from '../../view/text/glyphs.js';
import { framedBar } from '../../view/text/graphs.js';
import { bytes, bytesOf } from '../../view/text/numbers.js';
import { inRegionOrder } from '../../measures/regions.js';
import { printable } from '../../view/text/printable.js';
import { segmentLine, type Segment } from './segments.js';
import { paint } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';
import type { DeviceChart } from '../charts/device-chart.js';
import { chartBlocks, drawBlocks, drawnBlocks, legendLine, legendSegments } from './device-charts.js';
import { CHART_LEAST, METER_GAP, meterLines, metersWidth, planMeters, type Meter, type MeterPlan } from './meters.js';

export interface DevicePanel {
  readonly device: Device;
  /** Engine groups in the order in which they first appeared; they stay for the session. */
  readonly engines: readonly string[];
  readonly chart: DeviceChart;
  readonly perEngine: boolean;
}

export interface PanelPlan extends MeterPlan {
  /** A device of one row stands among panels with frames, and begins where they do. */
  readonly indent: boolean;
  /** What has no frame among panels with frames ends where they do, so that bars of memory stand under each other; not where cells are few. */
  readonly inset: boolean;
  /** Engines are called by the common word too: `vcs VIDEO`. */
  readonly words: boolean;
  /** Devices are told apart by their names. */
  readonly namesDiffer: boolean;
}

/** Screens that have room for two words of an engine. */
const WORDS_WIDTH = 100;

/** From this height on a panel has a frame. */
const FRAME_LEAST = 5;
/** A chart below the meters is worth so many rows, and one of them stays free above it. */
const BELOW_LEAST = 6;
const BELOW_TWO = 13;
/** Free rows below the engines from which memory, power and clock get meters of their own. */
const FACTS = 3;
const EXTRAS_LEAST = 2;

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

/** `vcs ×2`, or with the common word `vcs ×2 VIDEO`, where the driver's does not say the same. */
function engineLabel({ driver, engines }: Device, name: string, words: boolean): string {
  const engine = engines.get(name);
  const capacity = engine === undefined || !isShare(engine) ? 1 : engine.capacity;
  const word = engineWord(driver, name);
  const says = name.toLowerCase().startsWith(word.toLowerCase());
  return `${groupName(name, capacity)}${words && !says ? ` ${measureName(word)}` : ''}`;
}

function engineMeters(theme: Theme, { device, engines, perEngine }: DevicePanel, words: boolean): Meter[] {
  return engines.map((name) => {
    const engine = device.engines.get(name) ?? null;
    const ratio = engine !== null && isShare(engine) ? engine.ratio : null;
    return { label: engineLabel(device, name, words), ratio, text: percentOf(engine, perEngine), look: theme.heat(ratio ?? 0) };
  });
}

function percentOf(engine: DeviceEngine | null, perEngine: boolean): string {
  if (engine?.ratio == null) return DASH;
  const isWhole = perEngine && isShare(engine);
  return isWhole ? `${Math.round(Math.min(1, engine.ratio) * engine.capacity * 100)} %` : figureText(engine);
}

/** What else has a most: clock, power, memory. As many as there is room for. */
function extraMeters(theme: Theme, { device, chart }: DevicePanel, facts: readonly Condition[], room: number): Meter[] {
  if (room < EXTRAS_LEAST) return [];
  const main = chart.memory;
  const memory = inRegionOrder(device.memory.keys()).flatMap((name): Meter[] => {
    const { usedBytes = null, totalBytes = null } = device.memory.get(name) ?? {};
    const isMain = main?.regions.includes(name) ?? false;
    // What the title says already, or what nothing is in, is no news; where the main memory is several, the title has their sum.
    const isNews = isMain ? main?.regions.length !== 1 && totalBytes !== null : usedBytes !== 0;
    if (usedBytes === null || !isNews) return [];
    return [{ label: measureName(name), ratio: share(usedBytes, totalBytes), text: bytes(usedBytes), look: theme.memory }];
  });
  const conditions = facts.flatMap(({ key, title, value, limit, number }): Meter[] =>
    // The device's own figure of its busyness would read as one more engine.
    key === 'busyRatio' ? [] : [{ label: title, ratio: share(value, limit?.value ?? null), text: number, look: theme.dim }],
  );
  return [...conditions, ...memory].slice(0, room);
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole;
}

/** Facts that tell devices apart, whose colour is which where no line below says it, then how the device is, and what memory is left. */
function titleLine(
  theme: Theme,
  panel: DevicePanel,
  [facts, legend]: readonly [readonly Condition[], readonly Segment[]],
  width: number,
  end: string,
): string {
  const line = segmentLine(
    theme,
    width - 2 - (end === '' ? 0 : 2),
    [...identity(panel.device, width), ...legend],
    [...facts.flatMap(factSegments), ...memorySegments(theme, panel, width)],
    '─',
  );
  return `${paint(theme.dim, '╭')} ${line}${end === '' ? '' : ` ${paint(theme.dim, end)}`}`;
}

/** Cells of a name of a device at which it is still recognised, and those that it has on any screen; of wide ones a third. */
const NAME_LEAST = 12;
const NAME_MOST = 28;

function identity(device: Device, width: number): Segment[] {
  const name = cut(shortName(device), Math.max(NAME_MOST, Math.floor(width / 3)));
  return [
    { text: shortDeviceLabel(printable(deviceLabel(device)), 24), role: 'title', rank: 0 },
    // What is known of a device gives way to which one it is.
    { text: name, role: 'title', rank: 2, least: NAME_LEAST },
    { text: printable(device.driver ?? ''), role: 'label', rank: 8 },
    {
      text: printable(furtherNodes(device)),
      role: 'dim',
      rank: 12,
    },
    { text: device.id === device.nodes[0] ? '' : printable(device.id), role: 'dim', rank: 13, gap: ' ' },
    { text: device.runtimeStatus === 'suspended' ? 'asleep' : '', role: 'label', rank: 1 },
    { text: printable(device.hint ?? ''), role: 'warning', rank: 10 },
  ];
}

/** As it is sold, where the name has that in brackets: `Navi 32 [Radeon RX 7800 XT]`. */
function shortName({ name }: Device): string {
  const sold = /\[([^\[\]]+)\]$/.exec(name ?? '')?.[1];
  return printable(sold ?? name ?? '');
}

/** Beside the main engine and the memory in 80 columns. */
const SHORT_NAME_MOST = 11;
const FAMILY = /\b(?:AMD|ATI|Intel|NVIDIA|Radeon|Instinct|GeForce|Graphics)\b */g;

/** Without the family, where what follows is still a name: `RX 7800 XT`, `MI300X`. */
function shortestName(device: Device): string {
  const name = shortName(device);
  return name.replace(FAMILY, '').trim() || name;
}

function factSegments({ text, cells, rank, limit }: Condition): Segment[] {
  return [
    { text: cells === null ? text : fit(text, cells, 'right'), rank },
    { text: limit?.text ?? '', role: 'dim', rank: (limit?.rank ?? rank) + 4, gap: ' ' },
  ];
}

/** Used of total, a bar of it, and what is free: at every width, each of a width of its own so that nothing moves. */
function memorySegments(theme: Theme, { chart: { memory } }: DevicePanel, width: number): Segment[] {
  if (memory === null) return [];
  const { label, usedBytes, totalBytes, freeBytes } = memory;
  if (totalBytes === null) return [{ text: `${label} ${fit(bytes(usedBytes), 8, 'right')}`, rank: 1 }];
  const bar = width >= 160 ? 22 : width >= 110 ? 14 : 8;
  return [
    { text: label, role: 'label', rank: 1 },
    { text: framedBar(share(usedBytes, totalBytes), bar), style: theme.memory, rank: 2, gap: ' ' },
    { text: fit(bytesOf(usedBytes, totalBytes), 15, 'right'), rank: 0, gap: ' ' },
    { text: freeBytes === null ? '' : `${fit(bytes(freeBytes), 8, 'right')} free`, style: theme.title, rank: 1, gap: ' ' },
  ];
}

/**
 * The form of one row: which device it is, every engine's number, then how the device is, and its memory. A name that tells devices apart stays
 * longer than a second engine; one that all have goes before it.
 */
function linePanel(theme: Theme, panel: DevicePanel, { words, namesDiffer }: PanelPlan, width: number): string {
  const { device, engines, perEngine, chart } = panel;
  const main = chart.lead.engine ?? engines[0];
  // Memory without a total takes few cells.
  const hasRoom = words || chart.memory?.totalBytes == null;
  const left: Segment[] = [
    { text: shortDeviceLabel(printable(deviceLabel(device)), Math.floor(width / 4)), role: 'title', rank: 0 },
    { text: hasRoom ? shortName(device) : cut(shortestName(device), SHORT_NAME_MOST), role: 'title', rank: namesDiffer ? 2 : 6 },
    { text: device.runtimeStatus === 'suspended' ? 'asleep' : '', rank: 1 },
    ...engines.map((name, i): Segment => {
      const engine = device.engines.get(name) ?? null;
      const number = fit(percentOf(engine, perEngine), 6, 'right');
      return {
        text: `${measureName(name)} ${number}`,
        style: theme.heat(engine !== null && isShare(engine) ? (engine.ratio ?? 0) : 0),
        rank: name === main ? 1 : i + 3,
        gap: '  ',
      };
    }),
    { text: printable(device.driver ?? ''), role: 'label', rank: 31 },
    { text: printable(device.hint ?? ''), role: 'warning', rank: 32 },
  ];
  const facts = conditionsOf(device)
    .flatMap(factSegments)
    .filter(({ rank }) => rank < 8);
  return segmentLine(theme, width, left, [
    ...facts.map((each) => ({ ...each, rank: each.rank + 8 })),
    ...memorySegments(theme, panel, width),
  ]);
}
