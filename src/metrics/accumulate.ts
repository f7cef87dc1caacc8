/**
 * The exporter's memory: a pure fold over snapshots into totals that only grow.
 *
 * A client that closes leaves its total in its group's. A group without clients keeps its series for `endAfterMs`, so that its last
 * value is scraped, and then its series end; should it come back later, it starts from 0 again, which Prometheus takes for a
 * restart. The totals of an ended group are not moved into another series: that would look like work done at that moment. The totals
 * by device are of all clients that ever were and never end, so nothing is lost.
 *
 * At most `maxSeries` label sets of groups are given out. A group that finds no room counts under `other` until there is, and
 * each gain is counted in exactly one place.
 */
import type { Client, Snapshot } from '../ledger/snapshot.js';
import { gainsOf, type Counters } from './gains.js';
import { groupLabels, otherLabels, type ExportGrouping, type Labels } from './groups.js';
import { memorySeries } from './memory-series.js';
import { addGains, NO_TOTALS, type Gain, type Totals } from './totals.js';

export interface AccumulateOptions {
  readonly by: ExportGrouping;
  /** Most label sets of busy time, cycles, memory and client counts together, `other` apart. */
  readonly maxSeries: number;
  /** How long a group without clients keeps its series. */
  readonly endAfterMs: number;
}

export const ACCUMULATE_DEFAULTS = {
  maxSeries: 5000,
  /** As long as Prometheus looks back for a last value. */
  endAfterMs: 300_000,
} as const;

export interface GroupState {
  readonly labels: Labels;
  /** The clients of the newest snapshot; none: the group is about to end. */
  readonly clients: readonly Client[];
  readonly totals: Totals;
  readonly seenNs: bigint;
  /** The most label sets it took up so far: room is kept for its clients to come back. */
  readonly series: number;
}

export interface ExportState {
  /** By label values. */
  readonly groups: ReadonlyMap<string, GroupState>;
  /** Groups without room, together. */
  readonly other: { readonly clients: readonly Client[]; readonly totals: Totals };
  /** Groups of the newest snapshot that count under `other`. */
  readonly foldedGroups: number;
  readonly devices: Totals;
  /** Sums over all snapshots. */
  readonly sweeps: number;
  readonly scanNs: number;
  readonly scanCpuNs: number;
  readonly clamped: number;
  readonly impossible: number;
  readonly counters: Counters | null;
}

export const EMPTY_EXPORT: ExportState = {
  groups: new Map(),
  other: { clients: [], totals: NO_TOTALS },
  foldedGroups: 0,
  devices: NO_TOTALS,
  sweeps: 0,
  scanNs: 0,
  scanCpuNs: 0,
  clamped: 0,
  impossible: 0,
  counters: null,
};

/** Takes in the next snapshot. Every snapshot of a ledger must come here once, in order. */
export function accumulate(state: ExportState, snapshot: Snapshot, options: AccumulateOptions): ExportState {
  const { gains, counters } = gainsOf(state.counters, snapshot);
  const groups = new Map<string, GroupState>();
  const fresh: [string, GroupState][] = [];
  for (const [key, { labels, clients }] of clientsByGroup(snapshot.clients, options.by)) {
    const before = state.groups.get(key);
    const totals = addGains(before?.totals ?? NO_TOTALS, gainsFor(clients, gains));
    const series = Math.max(before?.series ?? 0, countSeries(totals, clients));
    const group = { labels, clients, totals, seenNs: snapshot.atNs, series };
    if (before === undefined) fresh.push([key, group]);
    else groups.set(key, group);
  }
  for (const [key, group] of state.groups) {
    const isEnding = Number(snapshot.atNs - group.seenNs) / 1e6 < options.endAfterMs;
    if (!groups.has(key) && isEnding) groups.set(key, { ...group, clients: [] });
  }
  // A group that has its series keeps them and may grow with its engines; only new ones are turned away.
  let room = options.maxSeries - sum([...groups.values()].map(({ series }) => series));
  const folded: GroupState[] = [];
  const otherKey = JSON.stringify(otherLabels(options.by));
  for (const [key, group] of fresh) {
    // A group that is really called so cannot be told from the rest.
    if (group.series > room || key === otherKey) {
      folded.push(group);
      continue;
    }
    room -= group.series;
    groups.set(key, group);
  }
  const foldedClients = folded.flatMap(({ clients }) => clients);
  return {
    groups,
    other: { clients: foldedClients, totals: addGains(state.other.totals, gainsFor(foldedClients, gains)) },
    foldedGroups: folded.length,
    devices: addGains(state.devices, [...gains.values()].flat()),
    sweeps: state.sweeps + 1,
    scanNs: state.scanNs + snapshot.cost.durationNs,
    scanCpuNs: state.scanCpuNs + snapshot.cost.cpuNs,
    clamped: state.clamped + snapshot.clamped,
    impossible: state.impossible + snapshot.impossible.length,
    counters,
  };
}

interface Present {
  readonly labels: Labels;
  readonly clients: Client[];
}

function clientsByGroup(clients: readonly Client[], by: ExportGrouping): Map<string, Present> {
  const groups = new Map<string, Present>();
  for (const client of clients) {
    const labels = groupLabels(client, by);
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, clients: [] };
    group.clients.push(client);
    groups.set(key, group);
  }
  return groups;
}

function gainsFor(clients: readonly Client[], gains: ReadonlyMap<Client, readonly Gain[]>): Gain[] {
  return clients.flatMap((client) => gains.get(client) ?? []);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

function countSeries(totals: Totals, clients: readonly Client[]): number {
  let series = memorySeries(clients).length + new Set(clients.map(({ device }) => device)).size;
  for (const engines of totals.values()) {
    for (const { busyNs, cycles } of engines.values()) series += Number(busyNs !== null) + Number(cycles !== null);
  }
  return series;
}
