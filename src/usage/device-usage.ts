/** One device in a span: who had which share of each engine, and whose memory changed. */
import type { Device } from '../ledger/snapshot.js';
import { engineClass, inEngineOrder } from '../measures/engines.js';
import type { DeviceUsage, EngineUsage, Holding, MemoryChange, MemoryUsage, Share } from './report.js';
import type { DeviceEntry, Entry } from './usage-log.js';
import { groupedBy, processesOf, type Window } from './window.js';

/** Less is noise of allocators: in bytes, and as a share of what there is. */
const LEAST_CHANGE_BYTES = 1024 ** 2;
const LEAST_CHANGE = 0.001;

/**
 * @param isWanted of whom shares and changes are told; the figures of the device are of all its clients
 * @param most so many shares of an engine and so many changes are told
 */
export function deviceUsage(
  entry: DeviceEntry,
  entries: readonly Entry[],
  isWanted: (entry: Entry) => boolean,
  most: number,
  at: Window,
): DeviceUsage {
  const all = [...entries, entry.others];
  const users = [...groupedBy(all, nameAndUnit).values()];
  const names = new Set<string>();
  for (const { engines } of all) for (const { name } of engines) names.add(name);
  const engines = inEngineOrder([...names]).flatMap((name) => engineUsage(name, entry.facts, users, isWanted, most, at) ?? []);
  return { device: entry.facts, engines, memory: memoryUsage(entry, entries.filter(isWanted), most, at) };
}

/** No name holds a NUL, so that two never run into each other. */
function nameAndUnit({ client }: Entry): string {
  return client === null ? '' : `${client.owner.comm ?? `\0${client.owner.pid}`}\0${client.owner.unit?.text ?? '\0'}`;
}

/** @param groups entries by whose they are */
function engineUsage(
  name: string,
  device: Device,
  groups: readonly (readonly Entry[])[],
  isWanted: (entry: Entry) => boolean,
  most: number,
  at: Window,
): EngineUsage | null {
  let capacity = 1;
  let busyNs = 0;
  const found: { readonly users: Entry[]; readonly busyNs: number }[] = [];
  const all: Entry[] = [];
  let expected = 0;
  for (const group of groups) {
    const users: Entry[] = [];
    let sharedNs = 0;
    for (const entry of group) {
      // Mostly it is the same place.
      const column = entry.engines[expected]?.name === name ? expected : entry.engines.findIndex((each) => each.name === name);
      const own = at.busyNs(entry, column);
      if (own === 0) continue;
      expected = column;
      capacity = Math.max(capacity, entry.engines[column]?.capacity ?? 1);
      busyNs += own;
      all.push(entry);
      if (!isWanted(entry)) continue;
      users.push(entry);
      sharedNs += own;
    }
    if (users.length > 0) found.push({ users, busyNs: sharedNs });
  }
  if (busyNs === 0) return null;
  const isNobody = ({ users: [first] }: { readonly users: readonly Entry[] }): number => Number(first?.client === null);
  found.sort((a, b) => isNobody(a) - isNobody(b) || b.busyNs - a.busyNs);
  const shares = found.slice(0, most).map(({ users, busyNs: ns }): Share => {
    const who = users[0]?.client?.owner ?? null;
    return {
      who,
      ...countProcesses(users),
      busyNs: ns,
      ratio: at.ratio(ns, capacity),
      get trace() {
        return at.ratios(users, name, capacity);
      },
    };
  });
  return {
    name,
    class: engineClass(device.driver, name),
    capacity,
    busyNs,
    ratio: at.ratio(busyNs, capacity),
    get trace() {
      return at.ratios(all, name, capacity);
    },
    shares,
    moreShares: found.length - shares.length,
  };
}

function countProcesses(entries: readonly Entry[]): Pick<Share, 'processes' | 'atOnce'> {
  // Mostly it is one.
  if (entries.length === 1) return { processes: entries[0]?.client == null ? 0 : 1, atOnce: 1 };
  const own = processesOf(entries);
  if (own.length < 2) return { processes: own.length, atOnce: own.length };
  const moments = own
    .flatMap(({ beganMs, endedMs }) => [
      { ms: beganMs ?? -Infinity, by: 1 },
      { ms: endedMs ?? Infinity, by: -1 },
    ])
    // One that begins as another one ends is not beside it.
    .sort((a, b) => a.ms - b.ms || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of moments) most = Math.max(most, (now += by));
  return { processes: own.length, atOnce: most };
}

function memoryUsage(entry: DeviceEntry, wanted: readonly Entry[], most: number, at: Window): MemoryUsage | null {
  const { memory } = entry;
  if (memory === null) return null;
  const trace = at.bytes([entry]);
  const { first, last } = ends(trace);
  const found = changesOf(wanted, memory.totalBytes ?? 0, at);
  const changes = found.slice(0, most).map(({ entries, ...change }): MemoryChange => ({
    ...change,
    get trace() {
      return at.bytes(entries);
    },
  }));
  return {
    memory,
    trace,
    get holdings() {
      return holdingsOf(wanted, most, at);
    },
    fromBytes: first,
    toBytes: last,
    changes,
    moreChanges: found.length - changes.length,
  };
}

function holdingsOf(wanted: readonly Entry[], most: number, at: Window): Holding[] {
  return [...groupedBy(wanted, nameAndUnit).values()]
    .flatMap((own) => {
      const who = own[0]?.client?.owner;
      return who === undefined ? [] : [{ who, trace: at.bytes(own) }];
    })
    .map((holding) => ({ ...holding, peak: holding.trace.reduce((peak, value) => (value > peak ? value : peak), 0) }))
    .filter(({ peak }) => peak > 0)
    .sort((a, b) => b.peak - a.peak)
    .slice(0, most);
}

type Change = Omit<MemoryChange, 'trace'> & { readonly entries: readonly Entry[] };

function changesOf(all: readonly Entry[], totalBytes: number, at: Window): Change[] {
  const least = Math.max(LEAST_CHANGE_BYTES, totalBytes * LEAST_CHANGE);
  const trace = at.noBytes();
  return processesOf(all)
    .flatMap(({ who, entries, beganMs, endedMs }): Change | never[] => {
      const { first, last } = ends(at.bytes(entries, trace.fill(NaN)));
      if (first === null || last === null) return [];
      const fromBytes = beganMs !== null && beganMs >= at.fromMs ? 0 : first;
      const toBytes = endedMs === null ? last : 0;
      return Math.abs(toBytes - fromBytes) < least ? [] : { who, entries, fromBytes, toBytes };
    })
    .sort((a, b) => b.toBytes - b.fromBytes - (a.toBytes - a.fromBytes));
}

/** The first and the last value that is known. */
function ends(trace: Float64Array): { readonly first: number | null; readonly last: number | null } {
  const isKnown = (value: number): boolean => !Number.isNaN(value);
  const at = trace.findIndex(isKnown);
  return { first: at === -1 ? null : (trace[at] ?? null), last: at === -1 ? null : (trace.findLast(isKnown) ?? null) };
}
