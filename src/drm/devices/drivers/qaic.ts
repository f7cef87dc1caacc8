/**
 * qaic (Qualcomm Cloud AI 100, /dev/accel): the errors that the card reported since the driver was loaded (qaic_ras.c), variables of the driver. How busy
 * it is and what its clients do no file says.
 *
 * Each tick: ce_count, ue_count, ue_nonfatal_count, and what the generic driver finds.
 */
import type { SysfsDriver } from '../driver.js';
import { count } from '../sysfs/numbers.js';
import { generic } from './generic.js';

/** What each kind is called here, and its file. */
const ERRORS = [
  ['corrected', 'ce_count'],
  ['uncorrected', 'ue_count'],
  ['uncorrected, not fatal', 'ue_nonfatal_count'],
] as const;

export const qaic: SysfsDriver = {
  names: ['qaic'],
  attach(at) {
    const common = generic.attach(at);
    const errors = ERRORS.map(([kind, name]) => ({ kind, file: at.device.file(name) }));
    return {
      ...common,
      read(atNs) {
        const known = errors.flatMap(({ kind, file }) => {
          const value = count(file.read());
          return value === null ? [] : [[kind, value] as const];
        });
        return { ...common.read(atNs), memoryErrors: new Map(known) };
      },
    };
  },
};
