/**
 * A driver that nobody wrote a file for: what the kernel's common frameworks, hwmon and devfreq, publish of it.
 * v3d, etnaviv, lima, radeon, qxl, vgem and every driver yet to come.
 *
 * Each tick: up to 5 hwmon files and 2 devfreq files, those that exist.
 */
import { attachDevfreq, devfreqOf } from '../devfreq.js';
import type { SysfsDriver } from '../driver.js';
import { attachHwmon } from '../hwmon.js';

export const generic: SysfsDriver = {
  names: [],
  attach(at) {
    const hwmon = attachHwmon(at);
    const devfreq = attachDevfreq(devfreqOf(at.device));
    return {
      read() {
        const clock = devfreq();
        return { ...hwmon.read(), ...clock, frequencyHz: clock.frequencyHz ?? hwmon.frequencyHz() };
      },
    };
  },
};
