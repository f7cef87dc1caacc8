/**
 * What one /proc/PID/fdinfo/N says about a DRM client, as types.
 *
 * Keys and units: Documentation/gpu/drm-usage-stats.rst in the kernel's tree. Parsed by `parse-fdinfo.ts`, by rule
 * and not by driver, so that a driver nobody has seen yet works without a release. `null` is "the kernel did not
 * print it" and stays null to the edge.
 */

import type { ByName } from '../../measures/by-name.js';

/** Counters and facts of one engine group, e.g. `render`, `gfx`, `rcs`. */
export interface EngineCounters {
  /** drm-engine-<name>: nanoseconds busy since the client opened. u64. A name printed twice is summed. */
  busyNs: bigint | null;
  /** drm-cycles-<name>: busy cycles. u64. */
  cycles: bigint | null;
  /** drm-total-cycles-<name>: the GPU's timestamp in the unit of `cycles`. u64. */
  totalCycles: bigint | null;
  /** drm-engine-capacity-<name>: identical engines behind the name; 1 when absent, zero or unreadable. */
  capacity: number;
  /** drm-maxfreq-<name> in hertz. */
  maxFrequencyHz: number | null;
  /** drm-curfreq-<name> in hertz (panfrost and panthor). */
  currentFrequencyHz: number | null;
  /** amdgpu before 5.19 prints a percentage that the kernel computed itself; here as a ratio. No delta applies. */
  kernelRatio: number | null;
}

/** Counters of an engine of which nothing was printed. A whole literal each time: a spread on a hot path costs several times as much. */
export function noCounters(): EngineCounters {
  return {
    busyNs: null,
    cycles: null,
    totalCycles: null,
    capacity: 1,
    maxFrequencyHz: null,
    currentFrequencyHz: null,
    kernelRatio: null,
  };
}

/** The kinds of memory that the kernel prints for a region. `memory` is amdgpu's deprecated alias of resident. */
export type MemoryKind = 'total' | 'shared' | 'resident' | 'purgeable' | 'active' | 'memory';

/** Bytes of one memory region by kind, e.g. of `vram`, `gtt`, `system0`. Safe integers; null: not printed. */
export type RegionBytes = { -readonly [kind in MemoryKind as `${kind}Bytes`]: number | null };

/** A region of which nothing was printed. */
export function noRegionBytes(): RegionBytes {
  return {
    totalBytes: null,
    sharedBytes: null,
    residentBytes: null,
    purgeableBytes: null,
    activeBytes: null,
    memoryBytes: null,
  };
}

/** One line that could not be used, kept so that `explain` and `doctor` can show it. */
export interface BadLine {
  readonly line: string;
  readonly reason: string;
}

export interface Fdinfo {
  /** drm-driver. Null means: not a DRM client with statistics. The first of two wins (amdgpu 6.5 and 6.6). */
  readonly driver: string | null;
  /** drm-pdev: PCI address, when the device is on PCI. */
  readonly pdev: string | null;
  /** drm-client-id as printed, or `pasid:N` for amdgpu before 5.19, which had no client id. */
  readonly clientId: string | null;
  /** drm-client-name: text chosen by the client itself. Hostile until escaped. */
  readonly clientName: string | null;
  readonly engines: ByName<EngineCounters>;
  readonly memory: ByName<RegionBytes>;
  /** The generic lines: mount and inode of the open file, where printed (mnt_id since 3.15, ino since 5.14). */
  readonly mountId: number | null;
  readonly inode: number | null;
  /** Keys that no rule knows (`pasid`, `amd-evicted-vram`, `v3d-jobs-bin`...), as printed. */
  readonly unknown: ByName<string>;
  readonly badLines: readonly BadLine[];
}
