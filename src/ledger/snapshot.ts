/**
 * A snapshot: what the ledger makes of the newest sweep. The input of every view, screen and output.
 */
import type { OtherMemory } from '../drm/fdinfo/other-memory.js';
import type { EngineCounters, RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { ByName } from '../measures/by-name.js';
import type { ClientFactValues } from '../measures/client-facts.js';
import type { DeviceFacts, DeviceMemory } from '../drm/devices/device-facts.js';
import type { ProcessFacts, ProcessReading, Reading, ScanCost, ScanCoverage, SourceKind } from '../scan/sweep.js';

/** How a ratio came about; shown by `explain`. */
export type BusyBasis =
  | 'ns' // delta of busy ns over the time between the two reads, per engine
  | 'cycles' // delta of cycles over delta of total-cycles, per engine
  | 'full-speed' // delta of cycles over maxfreq x time: share of the full-speed capacity
  | 'kernel-percent' // the driver computes it itself: amdgpu before 5.19, NVIDIA's
  | 'sample' // KFD: so much of the engine was in use at the instant of the reading
  | 'bound'; // no process's own figure, but it cannot be more than this

/** Why there is no ratio. */
export type NoBusyReason =
  | 'first-sight' // one reading is no rate
  | 'missing' // the driver printed nothing for this engine in this reading
  | 'stalled' // total-cycles stood still
  | 'reset' // total-cycles went back, or the first reading was far too high: new baseline
  | 'impossible' // the counter rose by more than its engines can have worked: the reading is left out
  | 'at-rest' // not read in this sweep: its device sleeps, or is left alone so that it can
  | 'unsupported' // the driver has no such figure on this device, or never printed a number for it
  | 'no-rate'; // cycles without total-cycles, maxfreq or ns

/** One engine group of one client. */
export interface EngineUse {
  /** 0.. of the engine group, raw: may be above 1 when the driver's clock and ours disagree. Null: see `reason`. */
  readonly ratio: number | null;
  readonly basis: BusyBasis | null;
  readonly reason: NoBusyReason | null;
  /** The counters of the newest reading, high-water marks applied. */
  readonly counters: Readonly<EngineCounters>;
  /** The counters of the reading before, and when it was taken; null at first sight. */
  readonly before: { readonly counters: Readonly<EngineCounters>; readonly atNs: bigint } | null;
  /** Monotonic ns of the reading that it comes from, where that is not the client's own. */
  readonly atNs?: bigint;
}

export interface Holder {
  readonly process: ProcessFacts;
  readonly fds: readonly number[];
}

/** Which rule chose the owner. */
export type OwnerRule =
  | 'only holder'
  | 'kernel' // debugfs clients
  | 'kept' // it owned the client in the last tick and still holds it
  | 'not a broker' // the only candidate once brokers (systemd-logind, seatd, an init) are set aside
  | 'earliest'; // earliest start time, then lowest pid

export interface Client {
  /** Which of several machines it is on; absent: the snapshot's own. Hostile text. */
  readonly host?: string;
  /** Stable while the client lives: device and client id, and an epoch where an old kernel reused the id. */
  readonly key: string;
  /** An id of `Device`. */
  readonly device: string;
  readonly clientId: string;
  readonly driver: string;
  /** drm-client-name. Hostile text. */
  readonly clientName: string | null;
  readonly owner: ProcessFacts;
  readonly ownerRule: OwnerRule;
  readonly holders: readonly Holder[];
  readonly engines: ByName<EngineUse>;
  readonly memory: ByName<Readonly<RegionBytes>>;
  /** Kinds of memory beyond those, by region. */
  readonly otherMemory: OtherMemory;
  /** What else its fdinfo says, as far as known. */
  readonly facts: ClientFactValues;
  /** Monotonic ns at which this client was first seen. */
  readonly firstSeenNs: bigint;
  /** The readings behind the numbers, for `explain`. */
  readonly reading: Reading | ProcessReading;
  readonly readingBefore: Reading | ProcessReading | null;
  /** What is known of its process on the device beside fdinfo; absent: nothing is. */
  readonly occupant?: Occupant;
  /** How long before this sweep it was read, ns, where its device is at rest (scan/at-rest.ts); null: in this sweep. */
  readonly restNs: number | null;
  /** CPU share of the owner over the interval: 1 = one core; null at first sight. */
  readonly ownerCpuRatio: number | null;
}

/** A process on a device, as others than fdinfo tell of it. */
export interface Occupant {
  /** The row is its own: the process has no DRM client on the device. */
  readonly isRow: boolean;
  /** The newest readings; none where it only holds the device's node. */
  readonly readings: readonly ProcessReading[];
  /** KFD: queues on the device, and for how long they have been evicted in all, ms. Null: not told. */
  readonly queues: number | null;
  readonly evictedMs: number | null;
}

/** A DRM fd whose driver prints no statistics: nouveau, nvidia-drm, virtio-gpu... Shown, never dropped. */
export interface SilentFd {
  /** As in `Client`. */
  readonly host?: string;
  readonly device: string | null;
  readonly driver: string | null;
  readonly process: ProcessFacts;
  readonly fd: number;
  readonly link: string | null;
  /** Its device is at rest, and nothing of the fd was read yet: it may be a client with statistics. */
  readonly isAtRest: boolean;
}

/** One engine group of a device: the sum of its clients' ratios, each client once. */
export interface DeviceEngine {
  /** Null until any client has a ratio for it. */
  readonly ratio: number | null;
  readonly capacity: number;
  /** Set where it is no share of time, as its clients' ratios are none. */
  readonly basis?: 'sample' | 'bound';
}

/**
 * A device and its facts as sysfs has them, with what the ledger makes of its counters and clients. Its id is unique in the snapshot: of
 * several machines `HOST:ID`.
 */
export interface Device extends Omit<DeviceFacts, 'deviceNumbers' | 'counters' | 'atNs'> {
  /** As in `Client`. */
  readonly host?: string;
  /** Its own busy figure has said something else than its clients' engines, all readable, for ten seconds. */
  readonly busyContradicted: boolean;
  /** Its place among the devices of its machine, from 0. */
  readonly index: number;
  readonly engines: ByName<DeviceEngine>;
  /** By region: the driver's own figures where /sys has them, else the sum of the clients' memory in use. */
  readonly memory: ByName<DeviceMemory>;
}

/** A machine that is looked at from afar. */
export interface HostState {
  readonly host: string;
  /** Why it shows nothing now; null: it does. Hostile text. */
  readonly trouble: string | null;
  /** What could not be seen on it; absent: it shows nothing. */
  readonly coverage?: ScanCoverage;
}

/** A figure that cannot be. It is shown as unknown, and named where coverage is. */
export interface Impossible {
  /** As in `Client`. */
  readonly host?: string;
  /** An id of `Device`. */
  readonly device: string;
  /** What is counted in coverage: `counter`, or the JSON name of a device's fact (`power_watts`). */
  readonly kind: string;
  /** Which one, with its value: `render of client 7`. Hostile text. */
  readonly what: string;
}

export interface Snapshot {
  readonly atNs: bigint;
  readonly wallMs: number;
  /** Measured ns since the sweep before; null for the first. */
  readonly intervalNs: number | null;
  readonly host: string;
  readonly source: { readonly kind: SourceKind; readonly root: string };
  readonly cost: ScanCost;
  readonly coverage: ScanCoverage;
  /** Ratios above 1 in this snapshot, shown as 100 %. */
  readonly clamped: number;
  /** Figures of this snapshot that cannot be, in no order that counts. */
  readonly impossible: readonly Impossible[];
  readonly devices: readonly Device[];
  readonly clients: readonly Client[];
  readonly silentFds: readonly SilentFd[];
  /** Set where machines are looked at from afar; absent: the snapshot is of one machine. */
  readonly hosts?: readonly HostState[];
}
