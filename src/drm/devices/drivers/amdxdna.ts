/**
 * amdxdna (AMD NPU, /dev/accel): its name. It publishes no busy time and no clock in sysfs (amdxdna_sysfs.c: vbnv,
 * device_type, fw_version); pci.ids calls several generations alike, `vbnv` tells them apart.
 *
 * Each tick: what the generic driver finds, nothing so far.
 */
import type { SysfsDriver } from '../driver.js';
import { generic } from './generic.js';

export const amdxdna: SysfsDriver = {
  names: ['amdxdna'],
  attach(at) {
    const name = at.device.file('vbnv').read()?.trim() ?? '';
    return { ...generic.attach(at), name: name === '' ? null : name };
  },
};
