/**
 * The hwmon sensors of a device (Documentation/ABI/testing/sysfs-class-hwmon): millidegrees, microwatts,
 * microjoules, hertz.
 *
 * Which sensors exist is listed once, when the device appears; each tick reads the chosen ones. Of several sensors
 * of a kind the lowest number is the device's own (amdgpu temp1 = edge, xe energy1 = card; where a chip has no card
 * sensor the next one, xe temp2 = package, takes its place).
 */
import { type AttachPoint, type MovingFacts, NO_COUNTERS } from './driver.js';
import type { Attribute, Folder } from './folder.js';
import { celsius, counter, hertz, limit, watts } from './numbers.js';

export type Sensors = Pick<MovingFacts, 'temperatureCelsius' | 'powerWatts' | 'powerCapWatts' | 'counters'>;

export interface Hwmon {
  /** At most one file for each of energy, temperature, power and power limit. */
  read(): Sensors;
  /** freqN_input, apart, for the drivers that say their clock elsewhere too. */
  frequencyHz(): number | null;
}

const MISSING: Attribute = { read: () => null };

/**
 * Chooses the sensors of `at.device`.
 *
 * @param capSuffixes which limit counts, best first. `cap` is hwmon's word for a limit that is kept; Intel's
 *   drivers call the sustained limit `max` and use `cap` for the burst limit.
 */
export function attachHwmon(at: AttachPoint, capSuffixes: readonly string[] = ['cap', 'max']): Hwmon {
  const folder = chooseFolder(at);
  const names = folder?.names() ?? [];
  const lowest = (kind: string, ...suffixes: readonly string[]): Attribute => {
    for (const suffix of suffixes) {
      const form = new RegExp(`^${kind}(\\d{1,3})_${suffix}$`);
      const numbers = names.flatMap((name) => form.exec(name)?.[1] ?? []).map(Number);
      if (folder !== null && numbers.length > 0) return folder.file(`${kind}${Math.min(...numbers)}_${suffix}`);
    }
    return MISSING;
  };
  const temperature = lowest('temp', 'input');
  const power = lowest('power', 'average', 'input');
  const cap = lowest('power', ...capSuffixes);
  const energy = lowest('energy', 'input');
  const frequency = lowest('freq', 'input');
  return {
    read: () => ({
      counters: { ...NO_COUNTERS, energyUj: counter(energy.read()) },
      temperatureCelsius: celsius(temperature.read()),
      powerWatts: watts(power.read()),
      powerCapWatts: limit(watts(cap.read())),
    }),
    frequencyHz: () => hertz(frequency.read()),
  };
}

/** i915 has one hwmon for the card, named `i915`, and one for each GT, `i915_gt0`: the card's is meant. */
function chooseFolder(at: AttachPoint): Folder | null {
  const hwmon = at.device.folder('hwmon');
  const names = (hwmon?.names() ?? []).filter((name) => /^hwmon\d+$/.test(name));
  names.sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  const folders = names.flatMap((name) => hwmon?.folder(name) ?? []);
  return folders.find((folder) => folder.file('name').read()?.trim() === at.driver) ?? folders[0] ?? null;
}
