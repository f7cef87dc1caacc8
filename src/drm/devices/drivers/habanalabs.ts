/**
 * habanalabs (Intel's Gaudi, /dev/accel in newer kernels): its name and its firmware, as the driver keeps them, and hwmon. common/sysfs.c.
 *
 * The clock (clk_cur_freq_mhz) and the power limit (max_power) are asked of the card's own processor at each read, and how busy it is
 * no file says: they are left. hwmon asks that processor too, as its own tools do.
 * Each tick: hwmon; once: cpucp_ver, fw_os_ver, preboot_btl_ver.
 */
import type { SysfsDriver } from '../driver.js';
import { firstOf, fixed } from '../sysfs/folder.js';
import { wordsOf } from '../sysfs/words.js';
import { generic } from './generic.js';

/** What each kind is called here, and its file. */
const FIRMWARE = [
  ['cpucp', 'cpucp_ver'],
  ['os', 'fw_os_ver'],
  ['preboot', 'preboot_btl_ver'],
] as const;

export const habanalabs: SysfsDriver = {
  names: ['habanalabs'],
  attach(at) {
    const common = generic.attach(at);
    // The files hang on the node; in older kernels on a device of a class of their own.
    const file = (name: string) => firstOf(at.node.file(name), at.device.file(name));
    const versions = FIRMWARE.map(([kind, name]) => ({ kind, file: fixed(file(name)) }));
    return {
      ...common,
      name: wordsOf(file('device_type').read()),
      hint: 'habanalabs tells neither how busy the card is nor what its clients do',
      read(atNs) {
        const known = versions.flatMap(({ kind, file: version }) => {
          const words = wordsOf(version.read());
          return words === null ? [] : `${kind} ${words}`;
        });
        return { ...common.read(atNs), firmware: known.length === 0 ? null : known };
      },
    };
  },
};
