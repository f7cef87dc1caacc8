/**
 * The exporter's memory: a pure fold over snapshots into totals that only grow.
 *
 * A client that closes leaves its total in its group's. A group without clients keeps its series for `endAfterMs`, so that its last
 * value is scraped, and then its series end; should it come back later, it starts from 0 again, which Prometheus takes for a
 * restart. The totals of an ended group are not moved into another series: that would look like work done at that moment. The totals
 * by device are of all clients that ever were and never end, so nothing is lost.
 *
 * At most `maxSeries` label sets of groups are given out, by use (room.ts). A group that finds no room counts under `other` until there
 * is, and each gain is counted in exactly one place.
 */
import type { Client, Snapshot } from '../ledger/snapshot.js';
import { gaugeSeries } from './client-gauges.js';
import { gainsOf, type Counters } from './gains.js';
import { groupLabels, otherLabels, type ExportGrouping, type Labels } from './groups.js';
import { memorySeries } from './memory-series.js';
import { type Lodger, shareRoom, usedNs } from './room.js';
import { addGains, NO_TOTALS, type Gain, type Totals } from './totals.js';

export interface AccumulateOptions {
  readonly by: ExportGrouping;
  /** Most label sets of busy time, cycles, memory, gauges and client counts together, `other` apart. */
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
  /** Since when it counts: one that ended and came back is another. */
  readonly beganNs: bigint;
  readonly seenNs: bigint;
  /** When it counted anything last; null: never. */
  readonly gainedNs: bigint | null;
  /** The most label sets it took up so far: room is kept for its clients to come back. */
  readonly series: number;
  /** GPU time, ns, the older the less (room.ts). */
  readonly useNs: number;
  /** It gives its room to one that uses more: its clients count under `other` by now, and its last values stay for `endAfterMs`. */
  readonly isLeaving: boolean;
}

export interface ExportState {
  /** By label values. */
  readonly groups: ReadonlyMap<string, GroupState>;
  /** Groups without room, together. */
  readonly other: { readonly clients: readonly Client[]; readonly totals: Totals };
  /** What groups of the newest snapshot that count under `other` use, by label values as above. */
  readonly folded: ReadonlyMap<string, number>;
  readonly atNs: bigint;
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
  folded: new Map(),
  atNs: 0n,
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
  const waiting = new Map<string, GroupState>();
  const passedNs = Number(snapshot.atNs - state.atNs);
  for (const [key, { labels, clients }] of clientsByGroup(snapshot.clients, options.by)) {
    const known = state.groups.get(key);
    const before = known?.isLeaving === true ? undefined : known;
    const gained = gainsFor(clients, gains);
    const totals = addGains(before?.totals ?? NO_TOTALS, gained);
    const series = Math.max(before?.series ?? 0, countSeries(totals, clients));
    const useNs = usedNs(known?.useNs ?? state.folded.get(key) ?? 0, passedNs, gained);
    const gainedNs = gained.some(isWork) ? snapshot.atNs : (before?.gainedNs ?? null);
    const beganNs = before?.beganNs ?? snapshot.atNs;
    const group = { labels, clients, totals, beganNs, seenNs: snapshot.atNs, gainedNs, series, useNs, isLeaving: false };
    (before === undefined ? waiting : groups).set(key, group);
  }
  for (const [key, group] of state.groups) {
    const useNs = waiting.get(key)?.useNs ?? usedNs(group.useNs, passedNs, []);
    const hasEnded = Number(snapshot.atNs - group.seenNs) / 1e6 >= options.endAfterMs;
    if (!groups.has(key) && !hasEnded) groups.set(key, { ...group, clients: [], useNs });
  }
  const folded = giveRoom(groups, waiting, options, snapshot.atNs);
  const foldedClients = [...folded.values()].flatMap(({ clients }) => clients);
  return {
    groups,
    other: { clients: foldedClients, totals: addGains(state.other.totals, gainsFor(foldedClients, gains)) },
    folded: mapValues(folded, ({ useNs }) => useNs),
    atNs: snapshot.atNs,
    devices: addGains(state.devices, [...gains.values()].flat()),
    sweeps: state.sweeps + 1,
    scanNs: state.scanNs + snapshot.cost.durationNs,
    scanCpuNs: state.scanCpuNs + snapshot.cost.cpuNs,
    clamped: state.clamped + snapshot.clamped,
    impossible: state.impossible + snapshot.impossible.length,
    counters,
  };
}

/** Gives those that wait their place among the groups, as far as there is room, and takes it from others. Returns those that have none. */
function giveRoom(
  groups: Map<string, GroupState>,
  waiting: ReadonlyMap<string, GroupState>,
  { by, maxSeries, endAfterMs }: AccumulateOptions,
  atNs: bigint,
): Map<string, GroupState> {
  const lodger = ({ series, useNs, isLeaving, clients, gainedNs }: GroupState): Lodger => ({
    ...{ series, useNs, isEnding: isLeaving || clients.length === 0 },
    isSettled: gainedNs === null || (gainedNs < atNs && Number(atNs - gainedNs) / 1e6 >= endAfterMs),
  });
  const folded = new Map(waiting);
  // A group that is really called so cannot be told from the rest.
  const otherKey = JSON.stringify(otherLabels(by));
  const seekers = new Map([...waiting].filter(([key]) => key !== otherKey));
  const room = shareRoom(mapValues(groups, lodger), mapValues(seekers, lodger), maxSeries);
  for (const key of room.ended) {
    const group = groups.get(key);
    groups.delete(key);
    if (group !== undefined && group.clients.length > 0) folded.set(key, group);
  }
  for (const key of room.leaving) {
    const group = groups.get(key);
    // From the next snapshot on: what it gained until now is its own.
    if (group !== undefined) groups.set(key, { ...group, isLeaving: true });
  }
  for (const key of room.taken) {
    const group = folded.get(key);
    if (group !== undefined) groups.set(key, group);
    folded.delete(key);
  }
  return folded;
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

function isWork({ busyNs, cycles }: Gain): boolean {
  return (busyNs ?? 0n) > 0n || (cycles ?? 0n) > 0n;
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map(Array.from(map, ([key, value]) => [key, change(value)]));
}

function countSeries(totals: Totals, clients: readonly Client[]): number {
  let series = memorySeries(clients).length + gaugeSeries(clients).length + new Set(clients.map(({ device }) => device)).size;
  for (const engines of totals.values()) {
    for (const { busyNs, cycles } of engines.values()) series += Number(busyNs !== null) + Number(cycles !== null);
  }
  return series;
}
