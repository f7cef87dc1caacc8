/**
 * A driver that nobody wrote a file for: what the kernel's common frameworks, hwmon and devfreq, publish of it.
 * v3d, etnaviv, lima, radeon, qxl, vgem and every driver yet to come.
 *
 * Each tick: the hwmon files, 2 or 3 devfreq files, gpu_stats, and of a GPU or NPU on a chip the thermal zones named after it, those that exist.
 */
import { attachDevfreq, devfreqOf } from '../facts/devfreq.js';
import type { SysfsDriver } from '../driver.js';
import { attachGpuStats } from '../facts/gpu-stats.js';
import { attachHwmon } from '../facts/hwmon.js';
import { attachThermal } from '../facts/thermal.js';

export const generic: SysfsDriver = {
  names: [],
  attach(at) {
    const hwmon = attachHwmon(at);
    const devfreq = attachDevfreq(devfreqOf(at.device));
    const thermal = attachThermal(at);
    const gpuStats = attachGpuStats(at.device.file('gpu_stats'));
    return {
      read() {
        const clock = devfreq();
        const busyNs = gpuStats();
        const sensors = hwmon.read();
        return Object.assign(sensors, sensors.temperatureCelsius === null ? thermal?.() : undefined, clock, {
          busyOf: busyNs === null ? clock.busyOf : 'the busiest queue',
          frequencyHz: clock.frequencyHz ?? hwmon.frequencyHz(),
          counters: { ...sensors.counters, busyNs },
        });
      },
    };
  },
};
