/**
 * i915: frequency and RC6 residency of the first GT, the card's hwmon (discrete GPUs only).
 * Documentation/ABI/testing/sysfs-driver-intel-i915-hwmon; the gt files are in gt/intel_gt_sysfs_pm.c.
 *
 * All lie below the card node, not below the PCI device. gt0 is the render GT; the media GT of newer chips (gt1)
 * sleeps on its own and is not part of the idle time. Kernels before 5.17 have no gt folder, hence two places.
 *
 * Each tick up to 5 files: act frequency, rc6_residency_ms, hwmon energy1_input, power1_max, temp1_input; RP0 (the
 * highest frequency of the chip) once. The actual frequency is 0 in RC6; the requested one stands in only where there is no actual one.
 */
import type { SysfsDriver } from '../driver.js';
import { firstOf, fixed } from '../folder.js';
import { attachHwmon } from '../hwmon.js';
import { counterTimes, hertzOfMegahertz, limit } from '../numbers.js';

export const i915: SysfsDriver = {
  names: ['i915'],
  attach(at) {
    const hwmon = attachHwmon(at, ['max', 'cap']);
    const gt = (name: string, before: string) => firstOf(at.node.file(`gt/gt0/${name}`), at.node.file(before));
    const now = firstOf(gt('rps_act_freq_mhz', 'gt_act_freq_mhz'), gt('rps_cur_freq_mhz', 'gt_cur_freq_mhz'));
    const max = fixed(gt('rps_RP0_freq_mhz', 'gt_RP0_freq_mhz'));
    const idleMs = gt('rc6_residency_ms', 'power/rc6_residency_ms');
    return {
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
