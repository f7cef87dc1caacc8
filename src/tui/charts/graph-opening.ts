/**
 * The series that the history page opens with: the engine that was busiest of late. Settled when the page opens and when its
 * subject changes, for a chart that changes what it is about by itself cannot be read.
 */
import type { ChartStrip } from '../panels/charts.js';
import { busiestEngine, seriesOf } from './history-series.js';

const LATE_SECONDS = 60;

export class GraphOpening {
  #settled: { readonly subject: string; readonly series: string | null } | null = null;

  /** The name of the series; null while the page is closed, or without a history. */
  series(open: boolean, { selected, devices, history }: ChartStrip): string | null {
    const subject = selected ?? devices[0];
    if (!open || subject === undefined) {
      this.#settled = null;
      return null;
    }
    if (this.#settled?.subject !== subject.id) {
      this.#settled = { subject: subject.id, series: busiestEngine(seriesOf(history, subject), LATE_SECONDS) };
    }
    return this.#settled.series;
  }
}
