/**
 * ivpu (Intel NPU, /dev/accel): busy time of the whole device, clock, memory. drivers/accel/ivpu/ivpu_sysfs.c, which
 * asks not to be read much more often than once a second.
 *
 * fdinfo has no engine counters for it, so this busy time is all there is to say how busy the NPU is.
 * Each tick up to 3 files: npu_busy_time_us, npu_current_frequency_mhz, npu_memory_utilization; npu_max_frequency_mhz once.
 */
import { NO_COUNTERS, type SysfsDriver } from '../driver.js';
import { fixed } from '../sysfs/folder.js';
import { bytes, counterTimes, hertzOfMegahertz, limit } from '../sysfs/numbers.js';

export const ivpu: SysfsDriver = {
  names: ['intel_vpu', 'ivpu'],
  attach(at) {
    const busyUs = at.device.file('npu_busy_time_us');
    const now = at.device.file('npu_current_frequency_mhz');
    const max = fixed(at.device.file('npu_max_frequency_mhz'));
    const used = at.device.file('npu_memory_utilization');
    return {
      read() {
        const busyNs = counterTimes(busyUs.read(), 1000n);
        const usedBytes = bytes(used.read());
        return {
          frequencyHz: hertzOfMegahertz(now.read()),
          maxFrequencyHz: limit(hertzOfMegahertz(max.read())),
          memory: new Map(usedBytes === null ? [] : [['memory', { usedBytes, totalBytes: null }]]),
          busyOf: busyNs === null ? null : 'whole',
          counters: { ...NO_COUNTERS, busyNs },
        };
      },
    };
  },
};
