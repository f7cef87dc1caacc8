/**
 * The series that the history page opens with: the engine that was busiest of late. Settled when the page opens and when its
 * subject changes, for a chart that changes what it is about by itself cannot be read.
 */
import type { History } from '../../history/history.js';
import { busiestEngine, seriesOf, type Subject } from './history-series.js';

const LATE_SECONDS = 60;

/** What could be looked at; `selected` null: no row is. */
export interface Subjects {
  readonly history: History;
  readonly devices: readonly Subject[];
  readonly selected: Subject | null;
  readonly intervalMs: number;
}

export class GraphOpening {
  #settled: { readonly subject: string; readonly series: string | null } | null = null;

  /** The name of the series; null while the page is closed, or without a history. */
  series(open: boolean, { selected, devices, history }: Subjects): string | null {
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
