/**
 * All drivers with files of their own. A new driver is one file in `drivers/`, one line here, one fixture.
 */
import type { SysfsDriver } from './driver.js';
import { generic } from './drivers/generic.js';

const DRIVERS: readonly SysfsDriver[] = [];

const byName = new Map(DRIVERS.flatMap((driver) => driver.names.map((name) => [name, driver] as const)));

/** The driver for a `driver` link's name; the generic one for a name that nobody serves. */
export function driverFor(name: string | null): SysfsDriver {
  return (name === null ? undefined : byName.get(name)) ?? generic;
}
