/**
 * A row of the client table: one client, or all clients of a process, user, unit or part of units (a pod, a job) on one device.
 *
 * Ratios are of a device's engine groups, so rows never mix devices.
 */
import type { Averages } from '../columns/column.js';
import type { Client, SilentFd } from '../../ledger/snapshot.js';
import { UNIT_GROUPING_NAMES, type UnitGrouping } from '../../units/unit-grouping.js';

/** The usual ones, through which a key goes. */
export const COMMON_GROUPINGS = ['client', 'process', 'user', 'unit'] as const;
export type Grouping = (typeof COMMON_GROUPINGS)[number] | UnitGrouping;
export const GROUPINGS: readonly Grouping[] = [...COMMON_GROUPINGS, ...UNIT_GROUPING_NAMES];

export interface Row {
  /** Stable from tick to tick: selection, marks and folds follow it. */
  readonly key: string;
  readonly grouping: Grouping;
  /** Device id, and the short name shown for it (`card1`). */
  readonly device: string | null;
  readonly deviceLabel: string;
  /** All nodes of the device (`card1`, `renderD128`) and its driver, so that a filter can name it by either. */
  readonly deviceNodes: readonly string[];
  /** Regions that are the main memory of the device (view/devices/main-memory.ts); none where it is not known. */
  readonly mainRegions: readonly string[];
  readonly driver: string | null;
  /** Empty for a row of DRM fds without statistics. */
  readonly clients: readonly Client[];
  /** The one client whose figures are the row's as they are; null where they are sums. */
  readonly onlyClient: Client | null;
  readonly silentFds: readonly SilentFd[];
  /** `7518`, or `3 clients` for a group; null without statistics. */
  readonly clientLabel: string | null;
  /** The owner's pid; null where the row covers several processes. */
  readonly pid: number | null;
  readonly user: string | null;
  readonly unit: string | null;
  /** What a row by parts of units (`--by pod`) is called; null for any other, and where its processes have none of them. */
  readonly groupName: string | null;
  /** comm, and the whole command line, behind what the process calls its client; raw, still hostile. */
  readonly comm: string;
  readonly command: string;
  /** The two parts of `command`; the name is null where there is none, or the command line says it. */
  readonly clientName: string | null;
  readonly commandLine: string;
  /** `held also by systemd-logind`, `no statistics from nouveau`... or empty. */
  readonly note: string;
  /** Busy ratio by engine, raw sum; null where nothing is known. Absent: this row's driver has no such engine. */
  readonly engines: ReadonlyMap<string, number | null>;
  /** The highest ratio of `engines`, raw; null where none is known. */
  readonly busiest: number | null;
  /**
   * Bytes in use by region (resident, else memory, else total). Shared memory counts in each client that maps it, but where units are
   * rows and the kernel counts by cgroup.
   */
  readonly memory: ReadonlyMap<string, number>;
  /** The kernel counted it by cgroup: each buffer once. */
  readonly memoryCountedOnce: boolean;
  /** Busy ns over all engines since the clients opened; null where the driver counts no ns. */
  readonly gpuTimeNs: bigint | null;
  /** CPU share of the owning processes, 1 = one core. */
  readonly cpuRatio: number | null;
  /** Known to do nothing (ledger/activity.ts). Unknown is not idle. */
  readonly idle: boolean;
}

/** What the user asked to see; the same options drive text and screen. */
export interface ViewOptions {
  /** A column key (see columns.ts); null: the busiest first. */
  readonly sort: string | null;
  readonly reverse: boolean;
  /** Filter text as typed; empty: everything. */
  readonly filter: string;
  readonly by: Grouping;
  /** Device id, node name or driver; null: all. */
  readonly device: string | null;
  /** Show idle clients too. */
  readonly all: boolean;
  /** For sort and filter by `avg10` and `avg60`; without them nothing is known of those. */
  readonly averages?: Averages;
}

/** Between a client's name and the command line. */
export const BESIDE_CLIENT_NAME = ' · ';

/** How long a row is marked as new, and how long it stays, dimmed, after its clients ended; ms. */
export const NEW_MS = 3000;
export const ENDED_MS = 15_000;
