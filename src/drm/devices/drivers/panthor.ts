/**
 * panthor (Mali Valhall with CSF): what the generic driver reads, and whether engine counters are on. Its switch is a
 * mask: 1 counts cycles, 2 takes timestamps.
 *
 * Each tick up to 3 files: devfreq cur_freq and max_freq, profiling.
 */
import type { SysfsDriver } from '../driver.js';
import { attachProfiling } from '../facts/profiling.js';
import { generic } from './generic.js';

export const panthor: SysfsDriver = {
  names: ['panthor'],
  attach(at) {
    const common = generic.attach(at);
    const hint = attachProfiling(at.device, '3');
    return { hint: hint(), read: (atNs) => ({ ...common.read(atNs), hint: hint() }) };
  },
};
