/**
 * All drivers with files of their own. A new driver is one file in `drivers/`, one line here, one fixture.
 */
import type { SysfsDriver } from '../driver.js';
import { amdgpu } from './amdgpu.js';
import { amdxdna } from './amdxdna.js';
import { generic } from './generic.js';
import { habanalabs } from './habanalabs.js';
import { i915 } from './i915.js';
import { ivpu } from './ivpu.js';
import { msm } from './msm.js';
import { nouveau } from './nouveau.js';
import { nvidia } from './nvidia.js';
import { panfrost } from './panfrost.js';
import { panthor } from './panthor.js';
import { qaic } from './qaic.js';
import { rknpu } from './rknpu.js';
import { vendor } from './vendor.js';
import { xe } from './xe.js';

const DRIVERS: readonly SysfsDriver[] = [
  amdgpu,
  i915,
  xe,
  panfrost,
  panthor,
  msm,
  ivpu,
  amdxdna,
  habanalabs,
  qaic,
  rknpu,
  nouveau,
  nvidia,
  vendor,
];

const byName = new Map(DRIVERS.flatMap((driver) => driver.names.map((name) => [name, driver] as const)));

/** The driver for a `driver` link's name; the generic one for a name that nobody serves. */
export function driverFor(name: string | null): SysfsDriver {
  return (name === null ? undefined : byName.get(name)) ?? generic;
}
