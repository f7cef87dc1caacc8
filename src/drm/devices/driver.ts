/**
 * What a driver publishes of its device in sysfs. One file in `drivers/` for each driver that has something of its
 * own, and one line in the registry; all others are served by the generic one.
 *
 * `attach` runs when a device appears. It may list folders (this wakes no GPU) and decides which files there are;
 * the `read` it returns runs each tick, only while the device is awake, and reads those files and nothing else.
 */
import { type DeviceFactValues, UNKNOWN_FACTS } from '../../measures/device-facts.js';
import type { DeviceCounters, DeviceFacts } from './device-facts.js';
import type { Folder } from './sysfs/folder.js';

/** The part of `DeviceFacts` that moves and that a driver knows; the power state is read for all alike. What it leaves out is unknown. */
export type MovingFacts = Omit<DeviceFactValues, 'runtimeStatus'> & Pick<DeviceFacts, 'memory' | 'counters'>;

export const NO_COUNTERS: DeviceCounters = { idleNs: null, busyNs: null, energyUj: null };

/** Nothing known: what a sleeping device has, and what every driver starts from. */
export const UNKNOWN: MovingFacts & DeviceFactValues = { ...UNKNOWN_FACTS, memory: new Map(), counters: NO_COUNTERS };

/** Where a driver looks. */
export interface AttachPoint {
  /** The driver's name as sysfs has it. */
  readonly driver: string;
  /** The parent device: `devices/pci0000:00/0000:00:02.0`. */
  readonly device: Folder;
  /** The first node's folder: `.../drm/card0`. */
  readonly node: Folder;
  /** All its nodes' names. */
  readonly nodes: readonly string[];
  /** /sys itself. */
  readonly sys: Folder;
  /** The files are of another machine, and come with each tick if they were read in the one before: nothing may be read now and then. */
  readonly isFar: boolean;
}

export interface Attachment {
  /** A better name than pci.ids and the device tree have. */
  readonly name?: string | null;
  /** Known without waking the device; holds until `read` brings another. */
  readonly hint?: string | null;
  /** The device whose power/runtime_status counts, where it is not the nodes' parent. */
  readonly power?: Folder;
  /** @param atNs monotonic time of the reading, for what is read now and then */
  read(atNs: bigint): Partial<MovingFacts>;
}

export interface SysfsDriver {
  /** Names of the `driver` link that this one serves. */
  readonly names: readonly string[];
  /** What fdinfo calls the driver (drm-driver), where the link has another name for it. */
  readonly drmName?: string;
  attach(at: AttachPoint): Attachment;
}
