/** A report as lines of text, the same for the screen and the command line; who shows them has the colours. */
import { engineWord } from '../measures/engines.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { DASH } from '../view/text/glyphs.js';
import { deviceLabel } from '../view/devices/devices.js';
import { bar, sparkline } from '../view/text/graphs.js';
import { heatOf, type HeatLevels } from '../view/text/heat.js';
import { bytes, bytesOf, clock, duration, percent, spanOf } from '../view/text/numbers.js';
import { groupName, measureName } from '../view/columns/measures.js';
import { printable } from '../view/text/printable.js';
import { cellWidth, cut, fit } from '../view/text/text.js';
import { ROWS } from './parts.js';
import type { DeviceUsage, EngineUsage, Life, MemoryChange, MemoryUsage, Share, UsageReport } from './report.js';

/** Parts of a line that may have a colour. */
export type UsageRole = 'title' | 'dim' | 'low' | 'middle' | 'high' | 'memory';

export interface UsageInk {
  /** Puts a text that is finished into a role's colour. */
  readonly tint: (role: UsageRole, text: string) => string;
  readonly heat?: HeatLevels;
  /** Cells at the right end of an engine's line for its past. Default: none. */
  readonly pastCells?: number;
}

/** Cells of an engine's name; of a long one as many as it has, where there is room. */
const LABEL = 8;
const LABEL_MOST = 14;
const LONG_LABELS_WIDTH = 100;
const NUMBER = 7;
const NAME_MOST = 16;
const GAP = 2;
/** Cells of a process's name and PID. */
const NAME = 23;
/** Cells that its peak and its unit may take. */
const WORDS_BEHIND = 40;
/** More than anybody reads: what to ask of a report that becomes lines. */
export const MOST_TOLD = 100;

/** Lines that are drawn when they are asked for: of many a screenful is. */
type Lines = readonly (() => string)[];

/** Lines of `width` cells each, with what each device did and what each process did apart. */
export function usageSections(
  report: UsageReport,
  width: number,
  ink: UsageInk,
): { readonly devices: readonly Lines[]; readonly lives: Lines } {
  const { lives, moreLives } = report;
  const line = (text = '', role?: UsageRole): Line => new Line(width, ink).add(text, role);
  const padded = (draw: () => Line) => () => draw().padded;
  const longest = Math.max(LABEL, ...report.devices.flatMap(engineLabels).map((label) => cellWidth(label)));
  const labelCells = width < LONG_LABELS_WIDTH ? LABEL : Math.min(LABEL_MOST, longest);
  return {
    devices: report.devices.map((device) =>
      deviceLines(device, line, labelCells, width, ink).map(
        ({ padded: text }) =>
          () =>
            text,
      ),
    ),
    lives: [...lifeLines(lives, report, line, width, ink), ...(moreLives > 0 ? [() => line(`and ${moreLives} more`)] : [])].map(
      padded,
    ),
  };
}

/** All of it, one below the other. */
export function usageLines(report: UsageReport, width: number, ink: UsageInk): Lines {
  const { devices, lives } = usageSections(report, width, ink);
  return [...devices.flat(), () => ' '.repeat(width), ...lives];
}

type NewLine = (text?: string, role?: UsageRole) => Line;

/** `until 18:40:04`: what the report is about, beside its span. */
export function spanWords({ spanNs, coveredNs, wallMs }: UsageReport): string {
  const isWhole = coveredNs > spanNs * (1 - 0.5 / ROWS);
  return `${isWhole ? '' : `${duration(coveredNs)} so far, `}until ${clock(wallMs)}`;
}

/** What each engine is called: two of a class as their driver calls them. */
export function engineLabels({ device, engines }: DeviceUsage): string[] {
  const words = engines.map((engine) => engineWord(device.driver, engine.name));
  return words.map((word, i) => measureName(words.indexOf(word) === words.lastIndexOf(word) ? word : (engines[i]?.name ?? word)));
}

function deviceLines(usage: DeviceUsage, line: NewLine, labelCells: number, width: number, ink: UsageInk): Line[] {
  const { device, engines, memory } = usage;
  const name = printable([deviceLabel(device), device.name ?? device.driver].filter(Boolean).join(' '));
  const labels = engineLabels(usage);
  return [
    line(name, 'title'),
    ...(engines.length === 0 ? [line('  no engine was seen to work', 'dim')] : []),
    ...engines.map((engine, i) => engineLine(engine, fit(labels[i] ?? '', labelCells), line(), width, ink)),
    ...(memory === null ? [] : [memoryLine(memory, labelCells, line())]),
  ];
}

function engineLine(engine: EngineUsage, label: string, line: Line, width: number, { heat, pastCells = 0 }: UsageInk): Line {
  if (pastCells === 0) return sharesLine(engine, label, line, width, heat);
  const told = sharesLine(engine, label, line.keep(pastCells + GAP), width, heat);
  return told
    .add(' '.repeat(Math.max(0, told.left - pastCells)))
    .add(sparkline(resampled(engine.trace, pastCells), pastCells), heatOf(engine.ratio, heat));
}

function sharesLine(
  { ratio, shares, moreShares }: EngineUsage,
  label: string,
  line: Line,
  width: number,
  heat: HeatLevels | undefined,
): Line {
  line
    .add(`  ${label}`)
    .add(fit(percent(ratio), NUMBER, 'right'), heatOf(ratio, heat))
    .add('  ');
  const cells = width < 100 ? 10 : width < 140 ? 20 : 30;
  for (const [i, share] of shares.entries()) {
    const drawn = bar(share.ratio, cells).trimEnd();
    const name = share.who === null ? 'others' : nameOf(share.who);
    const [start, end] = [`${i === 0 ? '' : '  '}${name} `, ` ${percent(share.ratio)}`];
    const rest = shares.length + moreShares - i - 1;
    if (i > 0 && !line.holds(start + drawn + end, rest)) return line.add(moreWords(rest + 1), 'dim');
    line.add(start).add(drawn, heatOf(share.ratio, heat)).add(end);
    const note = processWords(share);
    if (line.holds(note, rest)) line.add(note, 'dim');
  }
  return line;
}

function moreWords(count: number): string {
  return `  +${count} more`;
}

/** ` (3 processes, 2 at a time)`; empty for one. */
export function processWords({ processes, atOnce }: Share): string {
  if (processes < 2) return '';
  return ` (${processes} processes${atOnce === 1 ? ', one after the other' : atOnce < processes ? `, ${atOnce} at a time` : ''})`;
}

function memoryLine({ memory, fromBytes, toBytes, changes, moreChanges }: MemoryUsage, labelCells: number, line: Line): Line {
  line.add(`  ${fit(memory.label, labelCells)}`).add(memoryWords(fromBytes, toBytes, memory.totalBytes), 'memory');
  for (const [i, change] of changes.entries()) {
    const [start, trace, end] = [`  ${nameOf(change.who)} `, traceOf(change), ` ${changeWords(change)}`];
    const rest = changes.length + moreChanges - i - 1;
    if (!line.holds(start + trace + end, rest)) return line.add(moreWords(rest + 1), 'dim');
    line.add(start).add(trace, 'memory').add(end);
  }
  return line;
}

/** `+0.98 GiB`, `−271 MiB`. */
export function changeWords({ fromBytes, toBytes }: MemoryChange): string {
  const by = toBytes - fromBytes;
  return `${by < 0 ? '−' : '+'}${bytes(Math.abs(by))}`;
}

/** `9.40 → 10.4 / 16.0 GiB`; one number where nothing changed that is seen in it. */
export function memoryWords(from: number | null, to: number | null, total: number | null): string {
  const now = bytesOf(to, total);
  const [before = DASH] = bytesOf(from, total).split(' / ');
  return from === null || bytesOf(from, total) === now ? now : `${before} → ${now}`;
}

const TRACE = 8;

/** On a scale from nothing to its most. */
function traceOf({ trace }: MemoryChange): string {
  const values = resampled(trace, TRACE);
  const most = Math.max(...values.filter((value) => !Number.isNaN(value)));
  return sparkline(
    values.map((value) => value / most),
    TRACE,
  );
}

/** The highest of each group of parts, or each part in several cells. */
export function resampled(trace: Float64Array, cells: number): Float64Array {
  const into = new Float64Array(cells).fill(NaN);
  if (cells > trace.length) return into.map((_, i) => trace[Math.floor((i * trace.length) / cells)] ?? NaN);
  trace.forEach((value, i) => {
    const at = Math.floor((i * cells) / trace.length);
    const before = into[at] ?? NaN;
    if (!(before >= value) && !Number.isNaN(value)) into[at] = value;
  });
  return into;
}

/** Each process in a line of its own: a picture of its time, then when it began or ended and what it did. */
function lifeLines(
  lives: readonly Life[],
  report: UsageReport,
  line: NewLine,
  width: number,
  { heat }: UsageInk,
): (() => Line)[] {
  if (lives.length === 0)
    return [() => line(`No process${report.isFiltered ? ' of this filter' : ''} began, ended or did anything.`)];
  const words = lives.map(lifeWords);
  const room = Math.max(0, width - NAME - 2 - Math.max(...words.map((each) => cellWidth(each))));
  // Twice as wide where the words behind it keep their room.
  const cells = room >= 2 * ROWS + WORDS_BEHIND ? 2 * ROWS : Math.min(ROWS, room);
  return [
    () => axisLine(report, line(), cells),
    ...lives.map((life, i) => () => lifeLine(life, words[i] ?? '', line, cells, heat)),
  ];
}

function lifeLine(life: Life, words: string, line: NewLine, cells: number, heat?: HeatLevels): Line {
  const { who } = life;
  const peak = peakWords(life);
  const pid = ` ${who.pid}`;
  const own = line(fit(cut(printable(who.comm ?? '?'), NAME - 1 - pid.length) + pid, NAME));
  const values = resampled(life.trace, cells);
  const most = Math.max(0, ...values.filter((value) => !Number.isNaN(value)));
  if (cells > 0) own.add(sparkline(values, cells), heatOf(most, heat)).add('  ');
  own.add(words);
  for (const more of [peak === '' ? '' : `, ${peak}`, who.unit === null ? '' : `  ${printable(who.unit.text)}`])
    if (more !== '' && own.holds(more, 0)) own.add(more, 'dim');
  return own;
}

/** The time axis above the lives: `-60 s ─── -30 s ─── now`. */
function axisLine({ spanNs }: UsageReport, line: Line, cells: number): Line {
  line.add(fit('Processes', NAME), 'title');
  const [start, middle, end] = [`-${spanOf(spanNs)} `, ` -${spanOf(spanNs / 2)} `, ' now'];
  const rule = cells - start.length - middle.length - end.length;
  if (rule < 4) return line;
  const left = Math.max(1, Math.floor((cells - middle.length) / 2) - start.length);
  return line.add(`${start}${'─'.repeat(left)}${middle}${'─'.repeat(rule - left)}${end}`, 'dim');
}

function lifeWords(life: Life): string {
  const [began, ended] = [life.beganMs, life.endedMs].map((ms) => (ms === null ? null : clock(ms)));
  const when =
    began !== null && ended !== null
      ? `${began} to ${ended}`
      : ended !== null
        ? `ended ${ended}`
        : began === null
          ? ''
          : `began ${began}`;
  return [when, workedWords(life.engines)].filter((each) => each !== '').join(', ');
}

/** What somebody did on a group of engines, of all of which `busyNs` is. */
export type Worked = Life['engines'][number];

/**
 * `19 s of DEC`, `21 s of VIDEO ×4`, which four engines can do in six: of the word for which most was done, with the number of engines of that
 * word which worked. Empty for less than a thousandth of a second.
 */
export function workedWords(engines: readonly Worked[]): string {
  const byWord = new Map<string, { busyNs: number; readonly capacities: Map<string, number> }>();
  for (const { device, driver, name, capacity, busyNs } of engines) {
    if (busyNs === 0) continue;
    const word = engineWord(driver, name);
    const all = byWord.get(word) ?? { busyNs: 0, capacities: new Map<string, number>() };
    all.busyNs += busyNs;
    all.capacities.set(`${device} ${name}`, capacity);
    byWord.set(word, all);
  }
  const [most] = [...byWord].sort(([, a], [, b]) => b.busyNs - a.busyNs);
  if (most === undefined || most[1].busyNs < 1e6) return '';
  const [word, { busyNs, capacities }] = most;
  const engineCount = [...capacities.values()].reduce((sum, each) => sum + each, 0);
  return `${duration(busyNs)} of ${groupName(word, engineCount)}`;
}

/** `peak 271 MiB`; empty where it had nothing, or nothing is known. */
export function peakWords({ peakBytes }: Life): string {
  return peakBytes === null || peakBytes === 0 ? '' : `peak ${bytes(peakBytes)}`;
}

function nameOf({ comm, pid }: ProcessFacts): string {
  return cut(printable(comm ?? String(pid)), NAME_MOST);
}

/** A line that grows to the right and is cut at its end. */
class Line {
  readonly #ink: UsageInk;
  #text = '';
  #left: number;
  #kept = 0;

  constructor(width: number, ink: UsageInk) {
    this.#left = width;
    this.#ink = ink;
  }

  /** Cells that are free. */
  get left(): number {
    return this.#left;
  }

  /** Cells that are kept for what comes last. */
  keep(cells: number): this {
    this.#kept = cells;
    return this;
  }

  /** Whether there is room for a text, and behind it for the word that `rest` more are not shown. */
  holds(text: string, rest: number): boolean {
    return cellWidth(text) + (rest > 0 ? cellWidth(moreWords(rest)) : 0) <= this.#left - this.#kept;
  }

  add(text: string, role?: UsageRole): this {
    const shown = cut(text, this.#left);
    this.#text += role === undefined || shown.trim() === '' ? shown : this.#ink.tint(role, shown);
    this.#left -= cellWidth(shown);
    return this;
  }

  /** Filled up with blanks. */
  get padded(): string {
    return this.#text + ' '.repeat(this.#left);
  }
}
