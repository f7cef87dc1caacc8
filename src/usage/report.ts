/** The newest span of a log as figures: per device and engine who used how much, whose memory changed, who began and who ended. */
import type { Client, Device } from '../ledger/snapshot.js';
import type { EngineClass } from '../measures/engines.js';
import type { ProcessFacts } from '../scan/sweep.js';
import { devicesNamed } from '../view/devices/device-names.js';
import type { MainMemory } from '../view/devices/main-memory.js';
import type { ViewOptions } from '../view/row/row.js';
import { buildRows } from '../view/rows.js';
import { deviceUsage } from './device-usage.js';
import { livesOf } from './lives.js';
import type { DeviceEntry, Entry, UsageLog } from './usage-log.js';
import { groupedBy, Window } from './window.js';

/** To be read before the log goes on: some of it is worked out when it is asked for. */
export interface UsageReport {
  /** What was asked for, and the time that is told of: less where watching began later. Ns. */
  readonly spanNs: number;
  readonly coveredNs: number;
  /** Wall time at its end, ms. */
  readonly wallMs: number;
  readonly devices: readonly DeviceUsage[];
  /** Processes that began or ended in the span, the last event first; then those that were there all the time, the busiest first. */
  readonly lives: readonly Life[];
  readonly moreLives: number;
  /** Processes that began or ended. */
  readonly events: number;
  /** Only what a filter finds is told of. */
  readonly isFiltered: boolean;
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
  /** `ratio` in each part of the span; NaN: nobody looked. */
  readonly trace: Float64Array;
  /** Most first. */
  readonly shares: readonly Share[];
  /** Further ones, of which nothing else is told. */
  readonly moreShares: number;
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
  /** As the engine's. */
  readonly trace: Float64Array;
}

export interface MemoryUsage {
  readonly memory: MainMemory;
  /** Bytes in use in each part of the span; NaN: not known. */
  readonly trace: Float64Array;
  /** Of processes of one name and unit, those that had the most of it first. */
  readonly holdings: readonly Holding[];
  /** At the begin and at the end of the span; null: not known. */
  readonly fromBytes: number | null;
  readonly toBytes: number | null;
  /** Processes whose memory changed, the one that grew most first. */
  readonly changes: readonly MemoryChange[];
  readonly moreChanges: number;
}

export interface MemoryChange {
  readonly who: ProcessFacts;
  readonly fromBytes: number;
  readonly toBytes: number;
  /** In each part of the span; NaN: not known, or not there. */
  readonly trace: Float64Array;
}

/** What processes of one name and unit had of a device's main memory. */
export interface Holding {
  readonly who: ProcessFacts;
  /** In bytes, as `MemoryUsage.trace`. */
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
    /** Engines of the group: `busyNs` is of all of them. */
    readonly capacity: number;
    readonly busyNs: number;
  }[];
  /** The most bytes of devices' main memory that it had at one time. */
  readonly peakBytes: number | null;
  /** Ratio of its busiest engine in each part; NaN: it was not there. */
  readonly trace: Float64Array;
}

export interface ReportOptions {
  /** Only this device, named as `--device` does; null: all. */
  readonly device?: string | null;
  /** Of whom it is told. Figures of a device are of all its clients all the same, as on the rest of the screen. */
  readonly filter?: Pick<ViewOptions, 'filter' | 'by'>;
  /** So many of each list, the first ones: who draws lines has no use for more. Default: all. */
  readonly most?: number;
}

/** @param seconds one of the log's spans */
export function usageReport(log: UsageLog, seconds: number, options: ReportOptions = {}): UsageReport {
  const { device = null, filter = { filter: '', by: 'client' }, most = Infinity } = options;
  const at = new Window(log, seconds);
  const devices = devicesOf(log, device);
  const ids = new Set(devices.map(({ facts }) => facts.id));
  const isToldOf = (entry: Entry): boolean => device === null || ids.has(entry.device);
  const entries = [...log.entries].filter((entry) => (entry.endedMs === null || entry.endedMs > at.fromMs) && isToldOf(entry));
  const isWanted = filter.filter === '' ? () => true : wantedBy(filter, devices, entries, at);
  const byDevice = groupedBy(entries, (entry) => entry.device);
  const { lives, more, events } = livesOf(entries.filter(isWanted), at, most);
  return {
    spanNs: seconds * 1e9,
    coveredNs: at.coveredMs * 1e6,
    wallMs: log.wallMs,
    devices: devices.map((each) => deviceUsage(each, byDevice.get(each.facts.id) ?? [], isWanted, most, at)),
    lives,
    moreLives: more,
    events,
    isFiltered: filter.filter !== '',
  };
}

function devicesOf({ devices }: UsageLog, name: string | null): DeviceEntry[] {
  const all = [...devices];
  if (name === null) return all;
  const named = new Set(
    devicesNamed(
      all.map(({ facts }) => facts),
      name,
    ),
  );
  return all.filter(({ facts }) => named.has(facts));
}

/**
 * Which clients a filter finds. It looks at rows, as in the table. Of a client that ended it is asked as it was seen last; how busy an
 * engine was is the mean over the span, of each of them.
 */
function wantedBy(
  { filter, by }: Pick<ViewOptions, 'filter' | 'by'>,
  devices: readonly DeviceEntry[],
  entries: readonly Entry[],
  at: Window,
): (entry: Entry) => boolean {
  const clients = entries.flatMap((entry) => overSpan(entry, at) ?? []);
  const rows = buildRows(
    { devices: devices.map(({ facts }) => facts), clients, silentFds: [] },
    { sort: null, reverse: false, filter, by, device: null, all: true, averages: { busy: ({ busiest }) => busiest } },
  );
  const keys = new Set(rows.flatMap((row) => row.clients.map(({ key }) => key)));
  return ({ client }) => client !== null && keys.has(client.key);
}

function overSpan(entry: Entry, at: Window): Client | null {
  const { client } = entry;
  if (client === null) return null;
  const engines = client.engines.map((use, name) => {
    const column = entry.engines.findIndex((each) => each.name === name);
    const { busyNs, totalCycles, kernelRatio, capacity } = use.counters;
    // Of others nothing is added up: they stay as they were read.
    const isCounted = column !== -1 && (busyNs !== null || totalCycles !== null || kernelRatio !== null);
    return isCounted ? { ...use, ratio: at.ratio(at.busyNs(entry, column), capacity) } : use;
  });
  return { ...client, engines };
}
