/**
 * What a simulated machine is made of: devices, processes and the clients between them. All data; what follows from it
 * at a moment is in state.ts.
 */
import type { TreeDevice } from '../procfs-tree/device-tree.js';
import type { FormatName } from '../procfs-tree/driver-formats.js';
import type { ProcessIdentity } from '../procfs-tree/proc-text.js';
import type { TreeFd, TreeUser } from '../procfs-tree/tree-writer.js';
import type { Curve } from './curve.js';
import type { Life } from './life.js';
import type { Sensors } from './sensors.js';

/** One engine group of a device. */
export interface SimulatedEngine {
  /** Identical engines behind the name. Default 1. */
  readonly capacity?: number;
  /** Hertz of the clock that counts cycles, where the driver prints cycles. */
  readonly clockHz?: number;
}

export interface SimulatedDevice {
  readonly tree: TreeDevice;
  /** What pci.ids says: vendor and device. Absent: the tree's pci.ids does not know it. */
  readonly pciName?: { readonly vendor: string; readonly device: string };
  readonly format: FormatName;
  readonly engines: Readonly<Record<string, SimulatedEngine>>;
  /** Files of sysfs that move. Default none. */
  readonly sensors?: Sensors;
  /** How KFD numbers it, and what it says of it, where ROCm can compute on it. */
  readonly kfd?: { readonly gpuId: number; readonly properties: Readonly<Record<string, number>> };
}

/** What a process computes by ROCm, which fdinfo is silent about. It holds /dev/kfd, and has a client for its memory. */
export interface SimulatedKfdUse {
  readonly pid: number;
  readonly device: SimulatedDevice;
  /** Of one copy queue: 0..1. */
  readonly sdma: Curve;
  readonly vramBytes: Curve;
  readonly queues: number;
}

/** A GPU under NVIDIA's own modules: /proc/driver/nvidia and its node, and what its tool prints. */
export interface SimulatedNvidia {
  readonly pciAddress: string;
  /** N of /dev/nvidiaN. */
  readonly minor: number;
  readonly model: string;
  readonly vramMib: number;
  readonly capWatts: number;
  readonly uses: readonly {
    readonly pid: number;
    readonly fds: readonly number[];
    /** 0..1 of the multiprocessors. */
    readonly sm: Curve;
    readonly fbMib: Curve;
  }[];
}

export interface SimulatedProcess extends Omit<ProcessIdentity, 'startTimeTicks' | 'cpuTicks'> {
  readonly life: Life;
  /** CPU cores in use; default 0. */
  readonly cpu?: Curve;
  /** fds other than clients. */
  readonly fds?: Readonly<Record<number, TreeFd>>;
}

/** How much of a region a client uses. */
export interface SimulatedRegion {
  /** Resident bytes; printed in whole pages of 4 KiB. */
  readonly residentBytes: Curve;
  /** Bytes of it that are shared with others. Default 0. */
  readonly sharedBytes?: number;
  /** Bytes asked for without backing store. Default 0. */
  readonly absentBytes?: number;
}

/** Who holds a client: a process, by its pid, and its fds. */
export interface SimulatedHolder {
  readonly pid: number;
  readonly fds: readonly number[];
}

export interface SimulatedClient {
  readonly device: SimulatedDevice;
  /** `/dev/dri/renderD128`. */
  readonly node: string;
  readonly clientId: number;
  readonly clientName?: string;
  /** The first is the process that opened it; the client lives as long as that one. */
  readonly holders: readonly [SimulatedHolder, ...SimulatedHolder[]];
  /** By engine: 0..1 of the whole group. */
  readonly load: Readonly<Record<string, Curve>>;
  readonly memory: Readonly<Record<string, SimulatedRegion>>;
}

export interface Machine {
  /** proc/sys/kernel/hostname. */
  readonly host: string;
  readonly devices: readonly SimulatedDevice[];
  readonly processes: readonly SimulatedProcess[];
  readonly clients: readonly SimulatedClient[];
  readonly kfd?: readonly SimulatedKfdUse[];
  readonly nvidia?: readonly SimulatedNvidia[];
  readonly users: readonly TreeUser[];
  /** Uptime at which the show begins, in seconds. */
  readonly startSeconds: number;
}

/** A process that lives again gets a new pid each time, and its clients new ids: this much higher. */
export const PID_STEP = 23;
export const CLIENT_ID_STEP = 8;

/** drm-client-id of a client in the given round of its owner's life. */
export function clientIdIn(client: SimulatedClient, round: number): number {
  return client.clientId + round * CLIENT_ID_STEP;
}

/** `0000:03:00.0`, or the platform device's name. */
export function deviceIdOf({ tree: { bus } }: SimulatedDevice): string {
  return bus.kind === 'pci' ? bus.address : bus.name;
}

/**
 * The process that opened a client.
 *
 * @throws Error when the machine has no such process: a slip in its description.
 */
export function ownerOf(machine: Machine, client: SimulatedClient): SimulatedProcess {
  const owner = machine.processes.find(({ pid }) => pid === client.holders[0].pid);
  if (owner === undefined) throw new Error(`Client ${client.clientId} names pid ${client.holders[0].pid}, which is no process`);
  return owner;
}
