/**
 * What the ledger remembers from one sweep to the next. A value: a fold makes a new one and leaves the old one alone,
 * so that a caller may fold the same sweep twice, or go back.
 */
import type { FurtherFacts } from '../drm/fdinfo/further-facts.js';
import type { ReadText } from '../drm/fdinfo/reread-fdinfo.js';
import type { ByName } from '../measures/by-name.js';
import type { DeviceCounters } from '../drm/devices/device-facts.js';
import type { ProcessFacts, ProcessReading, Reading } from '../scan/sweep.js';
import type { CpuTime } from './cpu.js';
import type { Timed, Trust, Verdict } from './credible.js';
import type { Client, EngineUse } from './snapshot.js';

/** Readings that cannot be after what was believed before, and that go on from each other. */
export interface Doubt {
  readonly last: Timed;
  readonly sinceNs: bigint;
  /** What was wrong with the first of them. */
  readonly verdict: Verdict;
}

/** One engine group of one client. */
export interface EngineState {
  /** As it is shown; its counters are the largest value of each so far. */
  readonly use: EngineUse;
  /** Where the next difference starts. It stays where it is through a read that gave nothing for this engine. */
  readonly baseline: Timed;
  /** What the next reading is weighed against, and the last reading that reached the high-water mark: before it, all is counted. */
  readonly trust: Trust;
  readonly mark: Timed;
  /** What jumps that were no work have put on the counters: it is taken off each reading. Null: there was none. */
  readonly offset: { readonly busyNs: bigint; readonly cycles: bigint } | null;
  readonly doubt: Doubt | null;
}

export interface ClientState {
  /** As it was shown last, before any occupant joined it. */
  readonly client: Client;
  /** How many clients had this id on this device before. */
  readonly epoch: number;
  readonly further: FurtherFacts;
  /** The newest reading had lines that could not be used: an engine that it lacks may have been there. */
  readonly damaged: boolean;
  readonly engines: ByName<EngineState>;
  /** The first sweep without it; null while it is there. */
  readonly absentSinceNs: bigint | null;
}

/** A process on a device, from reading to reading. */
export interface OccupantState {
  readonly firstSeenNs: bigint;
  readonly reading: Reading | ProcessReading;
  /** KFD's counters as last read, by name. */
  readonly sdmaNs: ReadonlyMap<string, bigint>;
  /** All that they rose: a context that ended takes its counter away, and not what it did. */
  readonly sdmaTotalNs: bigint;
  readonly engines: ReadonlyMap<string, EngineState>;
  /** As in `ClientState`. */
  readonly absentSinceNs: bigint | null;
}

export interface DeviceState {
  readonly atNs: bigint | null;
  readonly counters: DeviceCounters | null;
  /** What the counters gave when they were last read. */
  readonly busyRatio: number | null;
  readonly powerWatts: number | null;
  /** Since when its own busy figure and its clients' engines are far apart, ns (contradiction.ts); null: they are not. */
  readonly apartSinceNs: bigint | null;
  /** The driver that /sys showed; null where it shows none. */
  readonly sysDriver: string | null;
  /** The name that the driver gives itself in fdinfo; null until a client showed it. */
  readonly drmDriver: string | null;
  /** Every engine that a client of this device ever had, so that its row stays when the client leaves. */
  readonly engines: ByName<{ readonly capacity: number; readonly everKnown: boolean }>;
}

/** A reading and what it says. */
export interface ParsedReading {
  readonly reading: Reading;
  readonly said: ReadText;
  /** The client's device and identity; of a fd without statistics null. */
  readonly device: string | null;
  readonly identity: string | null;
}

export interface LedgerState {
  /** Monotonic ns of the newest sweep; null before the first. */
  readonly atNs: bigint | null;
  /** By device and client id (`clientIdentity`), those that are there in their order. */
  readonly clients: ReadonlyMap<string, ClientState>;
  readonly devices: ReadonlyMap<string, DeviceState>;
  readonly occupants: ReadonlyMap<string, OccupantState>;
  /** By device, the columns of pmon in which it ever printed a number. */
  readonly printed: ReadonlyMap<string, ReadonlySet<string>>;
  /** The newest sweep's, by pid: what they had used of the CPU. */
  readonly processes: ReadonlyMap<number, CpuTime>;
  /** The newest sweep's readings in its order, with what they say: a fd's next text is much the same. */
  readonly parsed: readonly ParsedReading[];
}

export const EMPTY_STATE: LedgerState = {
  atNs: null,
  clients: new Map(),
  devices: new Map(),
  occupants: new Map(),
  printed: new Map(),
  processes: new Map(),
  parsed: [],
};

/** The identity of a client. An id holds no `/`, so no two identities are spelled alike. */
export function clientIdentity(device: string, clientId: string): string {
  return `${device}/${clientId}`;
}

/** The same process, as far as both facts say: a pid alone may have been given away. */
export function sameProcess(a: ProcessFacts, b: ProcessFacts): boolean {
  if (a.pid !== b.pid) return false;
  return a.startTimeTicks === null || b.startTimeTicks === null || a.startTimeTicks === b.startTimeTicks;
}
