/**
 * blessed-contrib's line chart as a maker of finished lines, for the one large graph. Its widget is never put on the screen: it
 * would keep its first size, crash on a small terminal and be drawn over everything else.
 *
 * Imported lazily, and this single file of contrib only: its index costs 100 ms and 15 MB.
 */
import Line from 'blessed-contrib/lib/widget/charts/line.js';
import type { LineChart } from './line-chart-data.js';
import { paint, plain, type Style } from '../theme/style.js';

/** What contrib takes off the size of a widget for its canvas, in cells. */
const WIDGET_EXTRA = { width: 6, height: 2 };
/** Rows of contrib's own labels of the time axis, which ours replaces. */
const LABEL_ROWS = 2;
/** contrib knows colours by number only: these stand for the theme's styles until the lines are made; a pen for each line, from `line` on. */
const PEN = { text: 1, axis: 2, line: 3 };
/** Divides the scale into parts that people know. */
const LABELS = 4;

/** A chart painter for widgets of `screen` (blessed's own; every blessed node must belong to one). */
export function createLineChart(screen: unknown): LineChart {
  return ({ lines, most, styles }, width, height) => {
    const widget = new Line({
      screen,
      width: width + WIDGET_EXTRA.width,
      height: height + LABEL_ROWS + WIDGET_EXTRA.height,
      style: { line: PEN.line, text: PEN.text, baseline: PEN.axis },
      minY: 0,
      maxY: most,
      numYLabels: LABELS,
      xLabelPadding: 3,
      xPadding: 5,
    });
    // contrib makes its canvas on this event, at the size of the moment.
    widget.emit('attach');
    mendPen(widget.ctx);
    // The axis below is ours, so its own labels stay empty; one per point must be there.
    const x = Array.from(lines[0]?.values ?? [], () => ' ');
    widget.setData(lines.map(({ values }, i) => ({ x, y: Array.from(values), style: { line: PEN.line + i } })));
    const drawn = widget.ctx._canvas.frame().split('\n');
    const looks = [styles.text, styles.axis, ...lines.map(({ style }) => style)];
    return { lines: fill(withTop(drawn, most), looks, width, height), margin: marginOf(most) };
  };
}

/** Cells left of the first point: contrib makes room for its longest label, formatted so, and draws the axis beside it. */
function marginOf(most: number): number {
  return most.toFixed(most / LABELS < 1 ? 2 : 0).length + 1;
}

/** contrib labels each part of the scale at its foot, so that the top has none. */
function withTop([first = '', ...others]: readonly string[], most: number): string[] {
  const label = most.toFixed(most / LABELS < 1 ? 2 : 0);
  const isFree = first.startsWith(' '.repeat(label.length));
  return [isFree ? label + first.slice(label.length) : first, ...others];
}

/**
 * contrib joins all points of a series; at an unknown one the pen is lifted, so that a gap stays a gap. And it draws all a little higher than
 * they are, which puts a full engine outside: that one stays inside.
 */
function mendPen(context: Line['ctx']): void {
  const draw = context.lineTo.bind(context);
  let lifted = true;
  context.lineTo = (x, given) => {
    if (Number.isNaN(given)) {
      lifted = true;
      return;
    }
    const y = Math.max(0, given);
    // A sample between two gaps is a dot: from the point to itself.
    if (lifted) context.moveTo(x, y);
    draw(x, y);
    lifted = false;
  };
}

const SGR = /\x1b\[[\d;]*m/g;
const PEN_STROKE = /\x1b\[38;5;(\d+)m([^\x1b]*)\x1b\[39m/g;

/** contrib's canvas rounds its size; every line gets exactly `width` cells. All its signs are one cell wide. */
function fill(lines: readonly string[], looks: readonly Style[], width: number, height: number): string[] {
  return Array.from({ length: height }, (_, y) => {
    const drawn = (lines[y] ?? '').replaceAll('\x1b[49m', '');
    const blank = ' '.repeat(Math.max(0, width - drawn.replace(SGR, '').length));
    return (
      drawn.replace(PEN_STROKE, (_stroke, pen: string, sign: string) => paint(looks[Number(pen) - 1] ?? plain, sign)) + blank
    );
  });
}
