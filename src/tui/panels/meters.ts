/** Meters: a name, a bar and a number each, in columns whose bars stand under each other on all devices. */
import { framedBar } from '../../view/text/graphs.js';
import { cellWidth, fit } from '../../view/text/text.js';
import { paint, type Style } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

export interface Meter {
  /** Printable. */
  readonly label: string;
  /** 0..1; null: no bar, for what is not known or has no most. */
  readonly ratio: number | null;
  readonly text: string;
  readonly look: Style;
}

/** The same for all devices of a screen. */
export interface MeterPlan {
  /** Columns of meters that stand beside each other. */
  readonly columns: number;
  readonly label: number;
  /** Cells of a bar with its frame; 0: numbers alone. */
  readonly bar: number;
}

/** Cells of a number: ` 100 %`, `2160 MHz`, `8.76 GiB`. */
const NUMBER = 8;
export const METER_GAP = 2;
export const LABEL_MOST = 13;
const LABEL_LEAST = 5;
const BAR_LEAST = 5;
const BAR_MOST = 32;
/** What a chart beside the meters wants, and the least that says something. */
const CHART_SHARE = 0.5;
export const CHART_LEAST = 18;

export function meterCells({ label, bar }: MeterPlan): number {
  return label + 1 + bar + NUMBER;
}

export function metersWidth(plan: MeterPlan): number {
  return plan.columns === 0 ? 0 : plan.columns * (meterCells(plan) + METER_GAP) - METER_GAP;
}

/**
 * How meters are laid out in `width` cells so that charts keep half of them.
 *
 * @param columns that the device with the most engines for its height needs
 * @param label cells of the longest label
 */
export function planMeters(width: number, columns: number, label: number): MeterPlan {
  const short = Math.min(LABEL_MOST, Math.max(LABEL_LEAST, label));
  const most = Math.max(1, Math.min(columns, Math.floor((width + METER_GAP) / (short + 1 + NUMBER + METER_GAP))));
  const roomFor = (chart: number): number => Math.floor((width - chart + METER_GAP) / most) - METER_GAP - short - 1 - NUMBER;
  const half = roomFor(Math.floor(width * CHART_SHARE) + METER_GAP);
  if (half >= BAR_LEAST) return { columns: most, label: short, bar: Math.min(BAR_MOST, half) };
  // Without half of the width for a chart: as much as bars leave, or none.
  const all = roomFor(0);
  const bar = roomFor(CHART_LEAST + METER_GAP) >= BAR_LEAST ? BAR_LEAST : all >= BAR_LEAST ? Math.min(BAR_MOST, all) : 0;
  return { columns: most, label: short, bar };
}

/** `rows` lines of meters, down first and then across, each `metersWidth` wide; those that do not fit are left out. */
export function meterLines(theme: Theme, meters: readonly Meter[], plan: MeterPlan, rows: number): string[] {
  const high = Math.min(rows, Math.max(1, Math.ceil(meters.length / Math.max(1, plan.columns))));
  return Array.from({ length: rows }, (_, y) => {
    let line = '';
    for (let column = 0; column < plan.columns; column += 1) {
      const meter = y < high ? meters[column * high + y] : undefined;
      if (column > 0) line += ' '.repeat(METER_GAP);
      line += meter === undefined ? ' '.repeat(meterCells(plan)) : drawMeter(theme, meter, plan);
    }
    return line;
  });
}

function drawMeter(theme: Theme, { label, ratio, text, look }: Meter, { label: cells, bar }: MeterPlan): string {
  // Without a bar a text may take its place: `57 of 104 CU`.
  if (ratio === null && cellWidth(text) > NUMBER) return `${fit(label, cells)} ${fit(text, bar + NUMBER, 'right')}`;
  const number = cellWidth(text) < NUMBER ? fit(text, NUMBER, 'right') : fit(text, NUMBER);
  const drawn =
    bar === 0 || ratio === null
      ? ' '.repeat(bar)
      : framedBar(
          ratio,
          bar,
          (filled) => paint(look, filled),
          (side) => paint(theme.dim, side),
        );
  return `${fit(label, cells)} ${drawn}${number}`;
}
