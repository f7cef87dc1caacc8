/** The recent past of what is looked at, a device or a row of the table, as series to draw. */
import type { History } from '../../history/history.js';
import type { Snapshot } from '../../ledger/snapshot.js';
import type { Series } from '../../history/series.js';
import type { Track } from '../../history/track.js';
import { inRegionOrder } from '../../measures/regions.js';
import { deviceLabel } from '../../view/devices/devices.js';
import { inEngineOrder } from '../../measures/engines.js';
import { printable } from '../../view/text/printable.js';
import type { Row } from '../../view/row/row.js';

/** What a chart is about: a device, or the clients of a row. */
export interface Subject {
  /** Printable. */
  readonly label: string;
  readonly kind: 'device' | 'row';
  readonly id: string;
  /** Ids of the devices that it is of. */
  readonly devices: readonly string[];
  /** Keys of the clients; empty for a device. */
  readonly clients: readonly string[];
}

/** One engine or region of a subject. */
export interface HistorySeries {
  /** As the driver names it. Raw. */
  readonly name: string;
  readonly kind: 'engine' | 'region';
  /** Means of equal parts of the last seconds, oldest first; NaN is a gap. */
  resampled(seconds: number, points: number): Float64Array;
}

export function deviceSubject(device: Snapshot['devices'][number]): Subject {
  return { label: printable(deviceLabel(device)), kind: 'device', id: device.id, devices: [device.id], clients: [] };
}

export function rowSubject(row: Row): Subject {
  const devices = row.device === null ? [] : [row.device];
  return { label: labelOf(row), kind: 'row', id: row.key, devices, clients: row.clients.map(({ key }) => key) };
}

function labelOf({ grouping, pid, user, unit, groupName, comm, clientLabel }: Row): string {
  const name =
    grouping === 'user'
      ? [user ?? '', clientLabel ?? '']
      : grouping === 'unit'
        ? [unit ?? comm, clientLabel ?? '']
        : grouping !== 'client' && grouping !== 'process'
          ? [groupName ?? comm, clientLabel ?? '']
          : [pid?.toString() ?? '', comm];
  return name
    .map((part) => printable(part))
    .filter((part) => part !== '')
    .join(' ');
}

/** Seconds of which there is a history. */
export function pastSeconds(history: History, subject: Subject): number {
  return Math.max(0, ...tracksOf(history, subject).map(({ seconds }) => seconds));
}

function tracksOf(history: History, { kind, id, clients }: Subject): Track[] {
  return kind === 'device' ? [history.device(id) ?? []].flat() : clients.flatMap((key) => history.client(key) ?? []);
}

/** The subject's engines in the order of the view, then its regions. */
export function seriesOf(history: History, subject: Subject): HistorySeries[] {
  const tracks = tracksOf(history, subject);
  const engines = inEngineOrder(tracks.flatMap((track) => track.engines));
  const regions = inRegionOrder(tracks.flatMap((track) => track.regions));
  return [
    ...engines.map((name): HistorySeries => {
      const parts = tracks.flatMap((track) => track.engine(name) ?? []);
      return { name, kind: 'engine', resampled: (seconds, points) => sum(parts, seconds, points) };
    }),
    ...regions.map((name): HistorySeries => {
      const parts = tracks.flatMap((track) => track.region(name) ?? []);
      return { name, kind: 'region', resampled: (seconds, points) => sum(parts, seconds, points) };
    }),
  ];
}

/** Clients side by side add up; a time when none of them is known is a gap. */
function sum(parts: readonly Series[], seconds: number, points: number): Float64Array {
  const values = parts.map((part) => part.resampled(seconds, points));
  return joined(values, points, (a, b) => a + b);
}

/** Series of the same times as one; where one of two is unknown the other counts. Changes the first. */
function joined(series: readonly Float64Array[], points: number, join: (a: number, b: number) => number): Float64Array {
  const [into = new Float64Array(points).fill(NaN), ...others] = series;
  for (const values of others) {
    for (let i = 0; i < points; i += 1) {
      const value = values[i] ?? NaN;
      const before = into[i] ?? NaN;
      if (!Number.isNaN(value)) into[i] = Number.isNaN(before) ? value : join(before, value);
    }
  }
  return into;
}

/** The engine that was busiest over the last seconds, which is what people open a history for; null without engines. */
export function busiestEngine(series: readonly HistorySeries[], seconds: number): string | null {
  const engines = series.filter(({ kind }) => kind === 'engine');
  const means = engines.map((each) => ({ name: each.name, mean: newest(each.resampled(seconds, 1)) ?? 0 }));
  return (
    means.reduce<(typeof means)[number] | null>((best, each) => (best === null || each.mean > best.mean ? each : best), null)
      ?.name ?? null
  );
}

/** At each time the busiest engine of a row: what its own busyness means. */
export function busiestOf(history: History, row: Row, seconds: number, points: number): Float64Array {
  const [only, another] = row.clients;
  // Most rows are one client, whose engines need neither names nor an order.
  const track = only === undefined || another !== undefined ? null : history.client(only.key);
  if (track !== null) return track.busiestResampled(seconds, points);
  const series = seriesOf(history, rowSubject(row)).filter(({ kind }) => kind === 'engine');
  return joined(
    series.map((each) => each.resampled(seconds, points)),
    points,
    Math.max,
  );
}

/** The last of a series' values; null where it is not known. */
export function newest(values: Float64Array): number | null {
  const value = values.at(-1) ?? NaN;
  return Number.isNaN(value) ? null : value;
}
