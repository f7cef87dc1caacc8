/**
 * amdxdna (AMD NPU, /dev/accel): its name and its firmware. It publishes no busy time and no clock in sysfs (amdxdna_sysfs.c: vbnv,
 * device_type, fw_version); pci.ids calls several generations alike, `vbnv` tells them apart.
 *
 * Each tick: what the generic driver finds, nothing so far; fw_version once.
 */
import type { SysfsDriver } from '../driver.js';
import { fixed } from '../sysfs/folder.js';
import { wordsOf } from '../sysfs/words.js';
import { generic } from './generic.js';

export const amdxdna: SysfsDriver = {
  names: ['amdxdna'],
  attach(at) {
    const common = generic.attach(at);
    const firmware = fixed(at.device.file('fw_version'));
    return {
      ...common,
      name: wordsOf(at.device.file('vbnv').read()),
      read(atNs) {
        const version = wordsOf(firmware.read());
        return { ...common.read(atNs), firmware: version === null ? null : [`npu ${version}`] };
      },
    };
  },
};
