/**
 * All drivers with files of their own. A new driver is one file in `drivers/`, one line here, one fixture.
 */
import type { SysfsDriver } from './driver.js';
import { amdgpu } from './drivers/amdgpu.js';
import { amdxdna } from './drivers/amdxdna.js';
import { generic } from './drivers/generic.js';
import { i915 } from './drivers/i915.js';
import { ivpu } from './drivers/ivpu.js';
import { msm } from './drivers/msm.js';
import { nouveau } from './drivers/nouveau.js';
import { nvidia } from './drivers/nvidia.js';
import { panfrost } from './drivers/panfrost.js';
import { panthor } from './drivers/panthor.js';
import { xe } from './drivers/xe.js';

const DRIVERS: readonly SysfsDriver[] = [amdgpu, i915, xe, panfrost, panthor, msm, ivpu, amdxdna, nouveau, nvidia];

const byName = new Map(DRIVERS.flatMap((driver) => driver.names.map((name) => [name, driver] as const)));

/** The driver for a `driver` link's name; the generic one for a name that nobody serves. */
export function driverFor(name: string | null): SysfsDriver {
  return (name === null ? undefined : byName.get(name)) ?? generic;
}
