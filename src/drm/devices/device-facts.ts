/**
 * One GPU or accelerator as /sys shows it: what it is (read once) and how it is (read each tick).
 *
 * Every fact is optional: each driver publishes its own few, and a runtime-suspended GPU is left asleep.
 */
import type { DeviceFactValues } from '../../measures/device-facts.js';

/** Bytes of device memory in use and in all, as the driver counts them. */
export interface DeviceMemory {
  readonly usedBytes: number | null;
  readonly totalBytes: number | null;
}

/**
 * Device-wide counters that need two readings to say something. The ledger makes ratios and watts of them.
 * Each is absent (null) where the driver has none.
 */
export interface DeviceCounters {
  /** Monotonic ns since the device did nothing (i915 rc6, xe gtidle). */
  readonly idleNs: bigint | null;
  /** Monotonic busy ns (ivpu npu_busy_time_us). */
  readonly busyNs: bigint | null;
  /** Microjoules used (hwmon energy1_input). */
  readonly energyUj: bigint | null;
}

/** The facts of the registry, and what only this room and the ledger know how to read. */
export interface DeviceFacts extends DeviceFactValues {
  /** PCI address, else the platform device's name, else the node's name. Equal to drm-pdev on PCI. */
  readonly id: string;
  readonly driver: string | null;
  /** Node names, card before render: `card1`, `renderD128`, `accel0`. */
  readonly nodes: readonly string[];
  /** The nodes' device numbers as `226:128`, in the order of `nodes`; null where unreadable. */
  readonly deviceNumbers: readonly (string | null)[];
  /** Name from pci.ids or the device tree, or null. */
  readonly name: string | null;
  /** By region as the driver names it (`vram`, `gtt`). */
  readonly memory: ReadonlyMap<string, DeviceMemory>;
  readonly counters: DeviceCounters;
  /** Monotonic ns at which the moving facts were read. */
  readonly atNs: bigint;
}

/** True for the words of power/runtime_status that say that a device sleeps, or is just falling asleep. */
export function isAsleep(runtimeStatus: string | null): boolean {
  return runtimeStatus === 'suspended' || runtimeStatus === 'suspending';
}
