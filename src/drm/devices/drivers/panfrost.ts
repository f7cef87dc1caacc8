/**
 * panfrost (Mali Midgard and Bifrost): what the generic driver reads, and whether engine counters are on.
 *
 * Each tick up to 3 files: devfreq cur_freq and max_freq, profiling.
 */
import type { SysfsDriver } from '../driver.js';
import { attachProfiling } from '../facts/profiling.js';
import { generic } from './generic.js';

export const panfrost: SysfsDriver = {
  names: ['panfrost'],
  attach(at) {
    const common = generic.attach(at);
    const hint = attachProfiling(at.device, '1');
    return { hint: hint(), read: (atNs) => ({ ...common.read(atNs), hint: hint() }) };
  },
};
