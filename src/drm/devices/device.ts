/**
 * One device from discovery until it goes: its facts that stay, and how to read those that move.
 *
 * The runtime status comes first, each tick. A suspended GPU is left asleep: nearly every moving file of a driver
 * resumes the device to answer (i915 rc6, xe frequencies, amdgpu before 6.14), a second or more of power for a
 * number that is 0 anyway. power/runtime_status itself is kept by the kernel's core and wakes nothing.
 */
import type { DeviceFacts } from '../device.js';
import type { FoundDevice } from './discover.js';
import { type Attachment, UNKNOWN } from './driver.js';
import type { Folder } from './folder.js';
import { driverFor } from './registry.js';

/** The words of power/runtime_status (rtpm_status_str in drivers/base/power/sysfs.c). */
const STATUSES = new Set(['active', 'suspended', 'suspending', 'resuming', 'error', 'unsupported']);
const ASLEEP = new Set(['suspended', 'suspending']);

export interface Device {
  /** The facts now. Reads power/runtime_status and, unless the device sleeps, what its driver publishes. */
  read(nowNs: () => bigint): DeviceFacts;
}

export function createDevice(found: FoundDevice, sys: Folder): Device {
  const { folder, nodeFolder, ...facts } = found;
  const sysfsDriver = driverFor(found.driver);
  const attachment: Attachment | null =
    folder === null || nodeFolder === null
      ? null
      : sysfsDriver.attach({ driver: found.driver ?? '', device: folder, node: nodeFolder, sys });
  const status = (attachment?.power ?? folder)?.file('power/runtime_status');
  const driver = sysfsDriver.drmName ?? found.driver;
  const name = attachment?.name ?? found.name;
  let hint = attachment?.hint ?? null;
  return {
    read(nowNs) {
      const word = status?.read()?.trim() ?? '';
      const runtimeStatus = STATUSES.has(word) ? word : null;
      const awake = runtimeStatus === null || !ASLEEP.has(runtimeStatus);
      const moving = { ...UNKNOWN, hint, ...(awake ? attachment?.read() : undefined) };
      hint = moving.hint;
      return { ...facts, driver, name, ...moving, runtimeStatus, atNs: nowNs() };
    },
  };
}
