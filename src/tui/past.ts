/** The recent past of what is looked at, a device or a row of the table, as series to draw. */
import type { History } from '../ledger/history.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { Series } from '../ledger/series.js';
import { deviceLabel } from '../view/devices.js';
import { inEngineOrder } from '../view/measures.js';
import { printable } from '../view/printable.js';
import type { Row } from '../view/row.js';

/** What a chart is about: a device, or the clients of a row. */
export interface Subject {
  /** Printable. */
  readonly label: string;
  readonly kind: 'device' | 'row';
  readonly id: string;
  /** Keys of the clients; empty for a device. */
  readonly clients: readonly string[];
}

/** One engine or region of a subject. */
export interface PastSeries {
  /** As the driver names it. Raw. */
  readonly name: string;
  readonly kind: 'engine' | 'region';
  /** Means of equal parts of the last seconds, oldest first; null is a gap. */
  resampled(seconds: number, points: number): (number | null)[];
}

export function deviceSubject(device: Snapshot['devices'][number]): Subject {
  return { label: printable(deviceLabel(device)), kind: 'device', id: device.id, clients: [] };
}

export function rowSubject(row: Row): Subject {
  const label = [row.pid?.toString() ?? '', printable(row.comm)].filter((part) => part !== '').join(' ');
  return { label, kind: 'row', id: row.key, clients: row.clients.map(({ key }) => key) };
}

/** The subject's engines in the order of the view, then its regions. */
export function seriesOf(history: History, subject: Subject): PastSeries[] {
  const tracks = (
    subject.kind === 'device' ? [history.device(subject.id)] : subject.clients.map((key) => history.client(key))
  ).flatMap((track) => track ?? []);
  const engines = inEngineOrder(tracks.flatMap((track) => track.engines));
  const regions = [...new Set(tracks.flatMap((track) => track.regions))];
  return [
    ...engines.map((name): PastSeries => {
      const parts = tracks.flatMap((track) => track.engine(name) ?? []);
      return { name, kind: 'engine', resampled: (seconds, points) => sum(parts, seconds, points) };
    }),
    ...regions.map((name): PastSeries => {
      const parts = tracks.flatMap((track) => track.region(name) ?? []);
      return { name, kind: 'region', resampled: (seconds, points) => sum(parts, seconds, points) };
    }),
  ];
}

/** Clients side by side add up; a time when none of them is known is a gap. */
function sum(parts: readonly Series[], seconds: number, points: number): (number | null)[] {
  return joined(
    parts.map((part) => part.resampled(seconds, points)),
    (a, b) => a + b,
  );
}

/** Series of the same times as one; where one of two is unknown the other counts. Changes the first. */
function joined([into = [], ...others]: readonly (number | null)[][], join: (a: number, b: number) => number): (number | null)[] {
  for (const values of others) {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? null;
      const before = into[i] ?? null;
      if (value !== null) into[i] = before === null ? value : join(before, value);
    }
  }
  return into;
}

/** The engine that was busiest over the last seconds, which is what people open a history for; null without engines. */
export function busiestEngine(series: readonly PastSeries[], seconds: number): string | null {
  const engines = series.filter(({ kind }) => kind === 'engine');
  const means = engines.map((each) => ({ name: each.name, mean: each.resampled(seconds, 1)[0] ?? 0 }));
  return (
    means.reduce<(typeof means)[number] | null>((best, each) => (best === null || each.mean > best.mean ? each : best), null)
      ?.name ?? null
  );
}

/** At each time the busiest of several series: what a device's or row's own busyness means. */
export function busiestOf(series: readonly PastSeries[], seconds: number, points: number): (number | null)[] {
  const all = series.filter(({ kind }) => kind === 'engine').map((each) => each.resampled(seconds, points));
  return all.length === 0 ? Array.from({ length: points }, () => null) : joined(all, Math.max);
}
