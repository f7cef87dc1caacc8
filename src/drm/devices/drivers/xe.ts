/**
 * xe: frequency and idle residency of the first GT, hwmon.
 * xe_gt_freq.c, xe_gt_idle.c; Documentation/ABI/testing/sysfs-driver-intel-xe-hwmon.
 *
 * tile0/gt0 is the render GT of the first tile; a media GT (gt1) idles on its own and is not part of the idle time.
 * A virtual function has neither these files nor engine counters in fdinfo: only its host can count.
 *
 * Each tick up to 5 files: act_freq, idle_residency_ms, hwmon energy1_input (else energy2: package), power1_max,
 * temp2_input (package; there is no temp1); rp0_freq (the highest frequency of the chip) once.
 */
import type { SysfsDriver } from '../driver.js';
import { firstOf, fixed } from '../folder.js';
import { attachHwmon } from '../hwmon.js';
import { counterTimes, hertzOfMegahertz, limit } from '../numbers.js';

const VIRTUAL_FUNCTION = 'an SR-IOV virtual function: its driver has no engine counters, only the host of the card has them';

export const xe: SysfsDriver = {
  names: ['xe'],
  attach(at) {
    const hwmon = attachHwmon(at, ['max', 'cap']);
    const gt = (path: string) => at.device.file(`tile0/gt0/${path}`);
    const now = firstOf(gt('freq0/act_freq'), gt('freq0/cur_freq'));
    const max = firstOf(fixed(gt('freq0/rp0_freq')), gt('freq0/max_freq'));
    const idleMs = gt('gtidle/idle_residency_ms');
    return {
      hint: at.device.folder('physfn') === null ? null : VIRTUAL_FUNCTION,
      read() {
        // First the counters: their time is that of the reading's start.
        const idleNs = counterTimes(idleMs.read(), 1_000_000n);
        const sensors = hwmon.read();
        return {
          ...sensors,
          frequencyHz: hertzOfMegahertz(now.read()),
          maxFrequencyHz: limit(hertzOfMegahertz(max.read())),
          counters: { ...sensors.counters, idleNs },
        };
      },
    };
  },
};
