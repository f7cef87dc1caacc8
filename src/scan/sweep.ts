/**
 * A sweep: everything that one tick read, raw. Recordings hold sweeps, replay yields them again, and the ledger
 * makes numbers of them; so nothing here is derived from two ticks.
 */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import type { GateState } from './gate.js';
import type { StrategyName } from '../drm/strategies/strategy.js';
import type { Unit } from '../units/unit.js';

/** The raw fdinfo text of one fd and when it was read. */
export interface Reading {
  readonly pid: number;
  readonly fd: number;
  /** The text of /proc/PID/fd/N where it could be read, else null. Chosen by the other process: hostile. */
  readonly link: string | null;
  /** The device behind the fd, where node name, device number or inode tell it; else null. An id of `DeviceFacts`. */
  readonly device: string | null;
  readonly text: string;
  /** CLOCK_MONOTONIC ns, taken next to the read. */
  readonly atNs: bigint;
}

/** Who tells of processes where fdinfo is silent: KFD's files in /sys, and `nvidia-smi pmon`. */
export type ProcessSource = 'kfd' | 'nvidia-smi';

/** The raw text that a source has about one process on one device, and when it was read. */
export interface ProcessReading {
  readonly source: ProcessSource;
  /** An id of `DeviceFacts`, or the PCI address of a device that is not among them. */
  readonly device: string;
  /** As the source numbers processes: in the init namespace. */
  readonly pid: number;
  /**
   * The process that has this pid here is the one that is meant: it holds the source's device node, or its fds are not ours to
   * see. False: here the pid is nobody's, or that of a stranger in our own pid namespace.
   */
  readonly isOurs: boolean;
  /** As the source's parser takes it (`kfd/parse-reading.ts`, `nvidia/pmon.ts`). Hostile. */
  readonly text: string;
  /** CLOCK_MONOTONIC ns, taken next to the read. */
  readonly atNs: bigint;
}

/** A process above another one. */
export interface Ancestor {
  readonly pid: number;
  /** Hostile text. */
  readonly comm: string;
}

/** Device memory that the kernel charges to a cgroup (`dmem.current`), each buffer once. */
export interface CgroupMemory {
  /** Tells cgroups apart, and says nothing else. Of cgroups that hold processes none is in another. */
  readonly cgroup: number;
  /** Bytes by `DEVICE/REGION`. */
  readonly usedBytes: ReadonlyMap<string, number>;
}

/** Who a process is. Read only for processes that hold a DRM fd or that a process reading is about. All text is hostile until escaped. */
export interface ProcessFacts {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat in clock ticks since boot; with the pid it names a process for good. */
  readonly startTimeTicks: number | null;
  readonly parentPid: number | null;
  /**
   * The processes above it, the parent first, init (pid 1) left out. It ends where one could not be read. Null: unknown, as in
   * recordings of older versions.
   */
  readonly ancestors: readonly Ancestor[] | null;
  readonly comm: string | null;
  /** Arguments joined by spaces; null for kernel threads, zombies and where refused. */
  readonly cmdline: string | null;
  readonly uid: number | null;
  readonly user: string | null;
  /** Container, pod, job, machine, application or service that the cgroup names. */
  readonly unit: Unit | null;
  /** What its cgroup has of device memory; absent: not counted. Processes of one cgroup have the same. */
  readonly dmem?: CgroupMemory;
  /** utime + stime in clock ticks, for CPU %. */
  readonly cpuTicks: number | null;
  /** Whether it holds /dev/kfd, through which ROCm computes; null where the links of its fds were not read. */
  readonly holdsKfd: boolean | null;
}

/** A row of debugfs dri/N/clients that carries a client id (newest kernels): the kernel's word on the owner. */
export interface KernelClient {
  readonly device: string;
  readonly clientId: string;
  readonly pid: number;
}

/** What finding and reading took. */
export interface ScanCost {
  readonly strategy: StrategyName;
  readonly mode: 'full' | 'incremental';
  readonly durationNs: number;
  readonly cpuNs: number;
  /** Processes looked at in any way, and those whose fds were listed. */
  readonly processes: number;
  readonly processesListed: number;
  /** fds classified by the strategy, and DRM fds found. */
  readonly fdsChecked: number;
  readonly drmFds: number;
  /** Longest time until a client opened at the worst moment is seen, in ns; null when it cannot be told yet. */
  readonly worstDelayNs: number | null;
  /** The same for a new holder of a known client (fork, dup, SCM_RIGHTS), and for an open that a close hid from the kernel's counts. */
  readonly holderDelayNs: number | null;
  /** What the kernel's counts of open files said of new clients: see gate.ts. Null: a recording from before there was one. */
  readonly gate: GateState | null;
}

/** An unexpected error (not gone, not denied) met in a sweep. */
export interface ScanTrouble {
  readonly errno: string;
  readonly path: string;
}

/** What could not be seen, counted by cause. */
export interface ScanCoverage {
  readonly processesSeen: number;
  /** Processes whose fds could not be told at all. */
  readonly processesUnreadable: number;
  /** Processes whose fds have not all been looked at yet, since there are so many: the next sweep goes on. Null: a recording from before that. */
  readonly processesWaiting: number | null;
  /** DRM fds beyond what is kept of one process (`HELD_LIMITS`); null: a recording from before there was a limit. */
  readonly fdsUnlisted: number | null;
  /** Every refused or failed read by errno; ENOENT and ESRCH (gone) are not counted. */
  readonly byErrno: ReadonlyMap<string, number>;
  /** The first few unexpected ones, for a message. */
  readonly troubles: readonly ScanTrouble[];
}

export type SourceKind = 'live' | 'tree' | 'demo' | 'replay';

/** One of the machines of a tick that looks at machines from afar. */
export interface HostSweep {
  /** What the machine is called here; no two are called alike. Hostile text. */
  readonly host: string;
  /** Its own sweep, its times by its own clock; null: nothing new has come in this tick. */
  readonly sweep: Sweep | null;
  /** Why nothing comes from it, in its own or ssh's words: hostile text. Null: it is there. */
  readonly trouble: string | null;
  /** The trouble is only that it takes long: what it showed last still stands. */
  readonly isSlow?: boolean;
}

export interface Sweep {
  /** CLOCK_MONOTONIC ns at the start of the sweep. */
  readonly atNs: bigint;
  /** Milliseconds since the epoch at the start of the sweep. */
  readonly wallMs: number;
  readonly host: string;
  readonly source: { readonly kind: SourceKind; readonly root: string };
  readonly cost: ScanCost;
  readonly coverage: ScanCoverage;
  readonly devices: readonly DeviceFacts[];
  readonly readings: readonly Reading[];
  /** Beside those of fds: what is said about processes whose clients no fdinfo shows. Absent: nothing is. */
  readonly processReadings?: readonly ProcessReading[];
  readonly processes: ReadonlyMap<number, ProcessFacts>;
  readonly kernelClients: readonly KernelClient[];
  /**
   * Set where machines are looked at from afar: each is folded by itself. Devices, readings and processes of the sweep that bears
   * this are empty, its cost and coverage are the sums.
   */
  readonly hosts?: readonly HostSweep[];
}
