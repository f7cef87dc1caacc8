/** The newest span of a log as figures: per device and engine who used how much, whose memory changed, who began and who ended. */
import { engineClass, inEngineOrder, type EngineClass } from '../measures/engines.js';
import type { Device } from '../ledger/snapshot.js';
import type { ProcessFacts } from '../scan/sweep.js';
import type { MainMemory } from '../view/devices/main-memory.js';
import { oldestPart, partLength, ROWS } from './parts.js';
import type { DeviceEntry, Entry, UsageLog } from './usage-log.js';

export interface UsageReport {
  /** What was asked for, and the time that is told of: less where watching began later. Ns. */
  readonly spanNs: number;
  readonly coveredNs: number;
  /** Wall time at its end, ms. */
  readonly wallMs: number;
  readonly devices: readonly DeviceUsage[];
  /** Processes that began or ended in the span, the last event first; then those that were there all the time, the busiest first. */
  readonly lives: readonly Life[];
}

export interface DeviceUsage {
  readonly device: Device;
  /** Those that did something, the main ones first. */
  readonly engines: readonly EngineUsage[];
  /** Null: the device has no memory that is known of. */
  readonly memory: MemoryUsage | null;
}

export interface EngineUsage {
  readonly name: string;
  readonly class: EngineClass | null;
  readonly capacity: number;
  readonly busyNs: number;
  /** Of the whole group over the covered time; may be above 1 where the driver's clock and ours disagree. */
  readonly ratio: number;
  /** Most first. */
  readonly shares: readonly Share[];
}

/** Processes of one name and unit on an engine. */
export interface Share {
  /** Null: of clients that are not told apart. */
  readonly who: ProcessFacts | null;
  readonly processes: number;
  /** The most of them that were there at one time. */
  readonly atOnce: number;
  readonly busyNs: number;
  readonly ratio: number;
}

export interface MemoryUsage {
  readonly memory: MainMemory;
  /** At the begin and at the end of the span; null: not known. */
  readonly fromBytes: number | null;
  readonly toBytes: number | null;
  /** Processes whose memory changed, the one that grew most first. */
  readonly changes: readonly MemoryChange[];
}

export interface MemoryChange {
  readonly who: ProcessFacts;
  readonly fromBytes: number;
  readonly toBytes: number;
  /** In each part of the span; NaN: not known, or not there. */
  readonly trace: Float64Array;
}

/** What one process did in the span. */
export interface Life {
  readonly who: ProcessFacts;
  readonly host: string | undefined;
  /** Ids of devices on which it had clients. */
  readonly devices: readonly string[];
  /** Wall time, ms; null: it was there before the span, or is there at its end. */
  readonly beganMs: number | null;
  readonly endedMs: number | null;
  /** By device and engine, in the span, the most first. */
  readonly engines: readonly {
    readonly device: string;
    readonly driver: string;
    readonly name: string;
    readonly busyNs: number;
  }[];
  /** The most bytes of devices' main memory that it had at one time. */
  readonly peakBytes: number | null;
  /** Ratio of its busiest engine in each part; NaN: it was not there. */
  readonly trace: Float64Array;
}

/** Less is noise of allocators: in bytes, and as a share of what there is. */
const LEAST_CHANGE_BYTES = 1024 ** 2;
const LEAST_CHANGE = 0.001;

/** @param seconds one of the log's spans */
export function usageReport(log: UsageLog, seconds: number): UsageReport {
  const span = Math.max(0, log.spans.indexOf(seconds));
  const at = new Window(log, span);
  const entries = [...log.entries].filter(({ endedMs }) => endedMs === null || endedMs > at.fromMs);
  const byDevice = groupedBy(entries, ({ device }) => device);
  return {
    spanNs: seconds * 1e9,
    coveredNs: at.coveredMs * 1e6,
    wallMs: log.wallMs,
    devices: [...log.devices].map((device) => deviceUsage(device, byDevice.get(device.facts.id) ?? [], at)),
    lives: livesOf(entries, at),
  };
}

/** The span that is told of. */
class Window {
  readonly span: number;
  readonly nowMs: number;
  readonly partMs: number;
  /** When the first of all parts begins, and the time that is told of. */
  readonly oldestMs: number;
  readonly fromMs: number;
  readonly #wallMs: number;

  constructor({ spans, nowMs, wallMs }: UsageLog, span: number) {
    this.span = span;
    this.nowMs = nowMs;
    this.#wallMs = wallMs;
    this.partMs = partLength((spans[span] ?? 0) * 1000);
    this.oldestMs = oldestPart(nowMs, this.partMs);
    this.fromMs = Math.max(0, this.oldestMs);
  }

  get coveredMs(): number {
    return this.nowMs - this.fromMs;
  }

  wall(ms: number): number {
    return this.#wallMs - (this.nowMs - ms);
  }

  busyNs(entry: Entry, column: number): number {
    return entry.parts[this.span]?.busyNs(entry, column, this.nowMs) ?? 0;
  }

  bytes(entry: Entry | DeviceEntry, into: Float64Array): Float64Array {
    entry.parts[this.span]?.traceBytes(entry, this.nowMs, entry.seenMs, into);
    return into;
  }

  /** A trace in which nothing is known. */
  blank(): Float64Array {
    return new Float64Array(ROWS).fill(NaN);
  }
}

function deviceUsage(entry: DeviceEntry, entries: readonly Entry[], at: Window): DeviceUsage {
  const { facts, memory, others } = entry;
  const all = [...entries, others];
  const names = inEngineOrder(all.flatMap(({ engines }) => engines.map(({ name }) => name)));
  const engines = names.flatMap((name) => engineUsage(name, facts, all, at) ?? []);
  if (memory === null) return { device: facts, engines, memory: null };
  const trace = at.bytes(entry, at.blank());
  const known = trace.filter((value) => !Number.isNaN(value));
  const usage = {
    memory,
    fromBytes: known[0] ?? null,
    toBytes: known.at(-1) ?? null,
    changes: changesOf(entries, memory.totalBytes ?? 0, at),
  };
  return { device: facts, engines, memory: usage };
}

function engineUsage(name: string, device: Device, entries: readonly Entry[], at: Window): EngineUsage | null {
  let capacity = 1;
  let busyNs = 0;
  const groups = new Map<string, { who: ProcessFacts | null; users: Entry[]; busyNs: number }>();
  for (const entry of entries) {
    const column = entry.engines.findIndex((each) => each.name === name);
    const own = column === -1 ? 0 : at.busyNs(entry, column);
    if (own === 0) continue;
    capacity = Math.max(capacity, entry.engines[column]?.capacity ?? 1);
    busyNs += own;
    const key = JSON.stringify([entry.owner === null, entry.owner?.comm, entry.owner?.unit?.text]);
    const group = groups.get(key) ?? { who: entry.owner, users: [], busyNs: 0 };
    groups.set(key, { ...group, users: [...group.users, entry], busyNs: group.busyNs + own });
  }
  if (busyNs === 0) return null;
  const ratioOf = (ns: number): number => (at.coveredMs > 0 ? ns / (at.coveredMs * 1e6 * capacity) : 0);
  const shares = [...groups.values()].map(({ who, users, busyNs: ns }): Share => ({
    who,
    ...countProcesses(users),
    busyNs: ns,
    ratio: ratioOf(ns),
  }));
  shares.sort((a, b) => Number(a.who === null) - Number(b.who === null) || b.busyNs - a.busyNs);
  return { name, class: engineClass(device.driver, name), capacity, busyNs, ratio: ratioOf(busyNs), shares };
}

function identity({ host, owner }: Entry): string {
  return owner === null ? '' : `${host ?? ''} ${owner.pid} ${owner.startTimeTicks}`;
}

interface Process {
  readonly who: ProcessFacts;
  readonly entries: readonly Entry[];
  /** On the log's timeline; null: it was there from the start, or is there. */
  readonly beganMs: number | null;
  readonly endedMs: number | null;
}

/** Clients by their process; it begins with the first of them and ends with the last. */
function processesOf(entries: readonly Entry[]): Process[] {
  return [...groupedBy(entries, identity).values()].flatMap((own): Process | never[] => {
    const who = own[0]?.owner ?? null;
    if (who === null) return [];
    const began = own.map(({ beganMs }) => beganMs ?? -Infinity);
    const ended = own.map(({ endedMs }) => endedMs ?? Infinity);
    const [beganMs, endedMs] = [Math.min(...began), Math.max(...ended)];
    return {
      who,
      entries: own,
      beganMs: Number.isFinite(beganMs) ? beganMs : null,
      endedMs: Number.isFinite(endedMs) ? endedMs : null,
    };
  });
}

function countProcesses(entries: readonly Entry[]): Pick<Share, 'processes' | 'atOnce'> {
  const own = processesOf(entries);
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

function changesOf(entries: readonly Entry[], totalBytes: number, at: Window): MemoryChange[] {
  const least = Math.max(LEAST_CHANGE_BYTES, totalBytes * LEAST_CHANGE);
  return processesOf(entries)
    .flatMap(({ who, entries: own, beganMs, endedMs }): MemoryChange | never[] => {
      const trace = at.blank();
      for (const entry of own) at.bytes(entry, trace);
      const known = trace.filter((value) => !Number.isNaN(value));
      const [first] = known;
      const last = known.at(-1);
      if (first === undefined || last === undefined) return [];
      const fromBytes = beganMs !== null && beganMs >= at.fromMs ? 0 : first;
      return { who, fromBytes, toBytes: endedMs === null ? last : 0, trace };
    })
    .filter(({ fromBytes, toBytes }) => Math.abs(toBytes - fromBytes) >= least)
    .sort((a, b) => b.toBytes - b.fromBytes - (a.toBytes - a.fromBytes));
}

function livesOf(entries: readonly Entry[], at: Window): Life[] {
  const isIn = (ms: number | null): ms is number => ms !== null && ms > at.fromMs;
  const busyNs = ({ engines }: Life): number => engines[0]?.busyNs ?? 0;
  const eventMs = ({ beganMs, endedMs }: Life): number => endedMs ?? beganMs ?? 0;
  return processesOf(entries)
    .map((process) => lifeOf(process, at, isIn))
    .filter((life) => eventMs(life) > 0 || busyNs(life) > 0)
    .sort((a, b) => eventMs(b) - eventMs(a) || busyNs(b) - busyNs(a));
}

function lifeOf({ who, entries, beganMs, endedMs }: Process, at: Window, isIn: (ms: number | null) => ms is number): Life {
  const bytes = at.blank();
  for (const entry of entries) at.bytes(entry, bytes);
  const known = bytes.filter((value) => !Number.isNaN(value));
  const engines = new Map<string, { device: string; driver: string; name: string; busyNs: number }>();
  for (const entry of entries) {
    entry.engines.forEach(({ name }, column) => {
      const busyNs = at.busyNs(entry, column);
      if (busyNs === 0) return;
      const key = `${entry.device} ${name}`;
      engines.set(key, { device: entry.device, driver: entry.driver, name, busyNs: busyNs + (engines.get(key)?.busyNs ?? 0) });
    });
  }
  return {
    who,
    host: entries[0]?.host,
    devices: [...new Set(entries.map(({ device }) => device))],
    beganMs: isIn(beganMs) ? at.wall(beganMs) : null,
    endedMs: isIn(endedMs) ? at.wall(endedMs) : null,
    engines: [...engines.values()].sort((a, b) => b.busyNs - a.busyNs),
    peakBytes: known.length === 0 ? null : Math.max(...known),
    trace: busiestTrace(entries, endedMs ?? Infinity, at),
  };
}

/** The highest ratio of the process's engines, each summed over its clients of one device, part by part. */
function busiestTrace(entries: readonly Entry[], endedMs: number, at: Window): Float64Array {
  const most = at.blank();
  const sinceMs = Math.min(...entries.map((entry) => entry.sinceMs));
  const { partMs, oldestMs } = at;
  for (const own of groupedBy(entries, ({ device }) => device).values()) {
    for (const name of new Set(own.flatMap(({ engines }) => engines.map((engine) => engine.name)))) {
      const sum = new Float64Array(ROWS);
      let capacity = 1;
      for (const entry of own) {
        const column = entry.engines.findIndex((engine) => engine.name === name);
        if (column === -1) continue;
        capacity = Math.max(capacity, entry.engines[column]?.capacity ?? 1);
        entry.parts[at.span]?.traceBusy(entry, column, at.nowMs, sum);
      }
      sum.forEach((ns, i) => {
        const [fromMs, toMs] = [oldestMs + i * partMs, oldestMs + (i + 1) * partMs];
        // Of a part only the time in which it was there.
        const thereMs = Math.min(toMs, at.nowMs, endedMs) - Math.max(fromMs, sinceMs);
        if (thereMs > 0) most[i] = Math.max(Number.isNaN(most[i] ?? NaN) ? 0 : (most[i] ?? 0), ns / (thereMs * 1e6 * capacity));
      });
    }
  }
  return most;
}

/** As Map.groupBy, which Node.js 20 has not. */
function groupedBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
