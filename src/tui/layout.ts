/**
 * How the rows of the screen are shared out, for any size.
 *
 * When rows are few, things go in this order: the charts; tall device panels, from the last device up, become one line
 * each; device lines are dropped from the last; then the key bar, the status line, the table's header, the title. One row of the table is the last thing to go: it says who uses the GPU.
 */

export const PANEL_STYLES = ['tall', 'line', 'none'] as const;
export type PanelStyle = (typeof PANEL_STYLES)[number];

export interface Wants {
  readonly width: number;
  readonly height: number;
  /** The tallest form of device panels that the user wants. */
  readonly panels: PanelStyle;
  /** Height of each device's tall panel, in the order of devices. */
  readonly tallPanels: readonly number[];
  /** The most rows that the table had to show so far; not the present count, or panels would come and go with it. */
  readonly rows: number;
}

export interface Layout {
  readonly title: 0 | 1;
  /** One entry per device that is drawn. */
  readonly panels: readonly { readonly style: 'tall' | 'line'; readonly height: number }[];
  /** Height of the strip of charts, title line included; 0 without. */
  readonly charts: number;
  /** The row of the screen at which the table, with its header, begins. */
  readonly tableTop: number;
  readonly tableHead: 0 | 1;
  /** At least 1. */
  readonly tableRows: number;
  readonly status: 0 | 1;
  readonly keys: 0 | 1;
}

/** Rows that the table keeps before a device gets its one line, and before panels grow tall. */
const ROWS_BEFORE_LINES = 3;
const ROWS_BEFORE_TALL = 5;
/** The table is never pushed below this share of the screen by tall panels while it has clients to show. */
const SHARE_BEFORE_TALL = 0.4;
/** A strip of charts is this high, on screens of at least so many rows, where half of the rows stay with the table. */
const CHART_HEIGHT = 7;
const CHART_SCREEN_HEIGHT = 30;
const SHARE_BEFORE_CHARTS = 0.5;
const CHART_WIDTH = 40;

export function layoutScreen(wants: Wants): Layout {
  let left = Math.max(1, wants.height) - 1;
  const take = (): 0 | 1 => {
    if (left < 1) return 0;
    left -= 1;
    return 1;
  };
  const title = take();
  const tableHead = take();
  const status = take();
  const keys = take();

  // `left` counts rows beyond the table's first.
  const spare = (rows: number): number => left - (rows - 1);
  const panels: { style: 'tall' | 'line'; height: number }[] = [];
  if (wants.panels !== 'none') {
    const lines = Math.min(wants.tallPanels.length, Math.max(0, spare(ROWS_BEFORE_LINES)));
    left -= lines;
    for (let i = 0; i < lines; i += 1) panels.push({ style: 'line', height: 1 });
  }
  if (wants.panels === 'tall') {
    const kept = Math.max(ROWS_BEFORE_TALL, Math.min(wants.rows, Math.floor(wants.height * SHARE_BEFORE_TALL)));
    for (let i = 0; i < panels.length; i += 1) {
      const grow = (wants.tallPanels[i] ?? 1) - 1;
      // Stop at the first that does not fit: which panels are tall must not depend on which device is small.
      if (spare(kept) < grow) break;
      left -= grow;
      panels[i] = { style: 'tall', height: grow + 1 };
    }
  }
  let charts = 0;
  const wantsCharts =
    wants.panels === 'tall' && wants.width >= CHART_WIDTH && wants.height >= CHART_SCREEN_HEIGHT && panels.length > 0;
  if (wantsCharts && panels.every((panel) => panel.style === 'tall')) {
    const kept = Math.max(Math.min(wants.rows, Math.floor(wants.height * SHARE_BEFORE_CHARTS)), 2 * ROWS_BEFORE_TALL);
    if (spare(kept) >= CHART_HEIGHT) charts = CHART_HEIGHT;
    left -= charts;
  }
  const tableTop = title + panels.reduce((sum, { height }) => sum + height, 0) + charts;
  return { title, panels, charts, tableTop, tableHead, tableRows: 1 + left, status, keys };
}
