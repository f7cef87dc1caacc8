/**
 * nouveau: hwmon, and word that its clients have no statistics.
 *
 * Each tick up to 3 files: hwmon temp1_input, power1_input, power1_max.
 */
import type { SysfsDriver } from '../driver.js';
import { generic } from './generic.js';

export const nouveau: SysfsDriver = {
  names: ['nouveau'],
  attach: (at) => ({ ...generic.attach(at), hint: 'nouveau prints no statistics of its clients; no kernel has them yet' }),
};
