/**
 * How the rows of the screen are shared out, for any size.
 *
 * The table gets a row for each client there was, up to three fifths of the screen; the rows beyond go to the devices, evenly, which draw meters
 * and charts in whatever they get. When rows are few, things go in this order: the devices' charts and meters, from the last one up;
 * device lines, from the last; then the key bar, the status line, the table's header, the title. One row of the table is the last thing
 * to go: it says who uses the GPU.
 */

export const PANEL_STYLES = ['tall', 'line', 'none'] as const;
export type PanelStyle = (typeof PANEL_STYLES)[number];

export interface Wants {
  readonly height: number;
  /** The tallest form of device panels that the user wants. */
  readonly panels: PanelStyle;
  /** Of each device how many engines it has: without one there is nothing to draw in more than one row. */
  readonly engines: readonly number[];
  /** Rows that the table is to have: not the present count, or panels would come and go with it. */
  readonly rows: number;
}

export interface Layout {
  readonly title: 0 | 1;
  /** Rows of each device that is drawn. */
  readonly panels: readonly number[];
  /** The row of the screen at which the table, with its header, begins. */
  readonly tableTop: number;
  readonly tableHead: 0 | 1;
  /** At least 1. */
  readonly tableRows: number;
  readonly status: 0 | 1;
  readonly keys: 0 | 1;
}

/** Rows that the table keeps before a device gets its one line, and before panels grow. */
const ROWS_BEFORE_LINES = 3;
const ROWS_BEFORE_TALL = 5;
const MANY = 4;
/** With the table's own spare rows less than a tenth of the screen. */
const BLANK_SHARE = 0.05;
/** Panels do not push the table below this share of the screen while it has clients to show. */
const TABLE_SHARE = 0.6;

export function layoutScreen({ height, panels: style, engines, rows }: Wants): Layout {
  let left = Math.max(1, height) - 1;
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
  const spare = (kept: number): number => Math.max(0, left - (kept - 1));
  const panels: number[] = [];
  if (style !== 'none') {
    const lines = Math.min(engines.length, spare(ROWS_BEFORE_LINES));
    left -= lines;
    for (let i = 0; i < lines; i += 1) panels.push(1);
  }
  const countOf = (i: number): number => engines[i] ?? 0;
  const grown = panels.flatMap((_, i) => (countOf(i) > 0 ? [i] : []));
  if (style === 'tall' && panels.length === engines.length && grown.length > 0) {
    const more = spare(Math.max(ROWS_BEFORE_TALL, Math.min(rows, Math.floor(height * TABLE_SHARE))));
    left -= more;
    const over = more % grown.length;
    const each = Math.floor(more / grown.length);
    // Of many devices or lines none looks unlike the others for a row or two that are left over; more would be blank.
    const rest = (each === 0 || grown.length > MANY) && over < height * BLANK_SHARE ? 0 : over;
    // They go to those who have most to show.
    grown.sort((a, b) => countOf(b) - countOf(a));
    for (const [at, i] of grown.entries()) panels[i] = 1 + each + (at < rest ? 1 : 0);
    left += over - rest;
  }
  const tableTop = title + panels.reduce((sum, each) => sum + each, 0);
  return { title, panels, tableTop, tableHead, tableRows: 1 + left, status, keys };
}
