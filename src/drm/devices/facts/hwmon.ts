/**
 * The hwmon sensors of a device (Documentation/ABI/testing/sysfs-class-hwmon): millidegrees, microwatts,
 * microjoules, hertz, turns a minute, millivolts.
 *
 * Which sensors exist is listed once, when the device appears. Of several sensors
 * of a kind the lowest number is the device's own (amdgpu temp1 = edge, xe energy1 = card; where a chip has no card
 * sensor the next one, xe temp2 = package, takes its place); temperatures, fans and voltages are all read.
 */
import { type AttachPoint, type MovingFacts, NO_COUNTERS } from '../driver.js';
import { type Attribute, fixed, type Folder } from '../sysfs/folder.js';
import { celsius, counter, hertz, limit, turns, volts, watts } from '../sysfs/numbers.js';
import { wordsOf } from '../sysfs/words.js';

export type Sensors = Pick<
  MovingFacts,
  | 'temperatureCelsius'
  | 'temperaturesCelsius'
  | 'criticalTemperaturesCelsius'
  | 'emergencyTemperaturesCelsius'
  | 'fanRpm'
  | 'fansRpm'
  | 'maxFanRpm'
  | 'voltages'
  | 'powerWatts'
  | 'powerCapWatts'
  | 'defaultPowerCapWatts'
  | 'maxPowerCapWatts'
  | 'energyJoules'
  | 'counters'
>;

export interface Hwmon {
  /** A file for each temperature, fan and voltage; one each for energy, power and power limit. Labels and what else never changes once. */
  read(): Sensors;
  /** freqN_input, apart, for the drivers that say their clock elsewhere too. */
  frequencyHz(): number | null;
}

const MISSING: Attribute = { read: () => null };
const NONE: ReadonlyMap<string, number> = new Map();

/** More sensors of a kind than any GPU has. */
const MOST_SENSORS = 32;

/**
 * Chooses the sensors of `at.device`.
 *
 * @param capSuffixes which limit counts, best first. `cap` is hwmon's word for a limit that is kept; Intel's
 *   drivers call the sustained limit `max` and use `cap` for the burst limit.
 */
export function attachHwmon(at: AttachPoint, capSuffixes: readonly string[] = ['cap', 'max']): Hwmon {
  const folder = chooseFolder(at);
  const names = folder?.names() ?? [];
  const numbersOf = (kind: string, suffix: string): number[] => {
    const form = new RegExp(`^${kind}(\\d{1,3})_${suffix}$`);
    return names
      .flatMap((name) => form.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  };
  const lowest = (kind: string, ...suffixes: readonly string[]): Attribute => {
    for (const suffix of suffixes) {
      const [number] = numbersOf(kind, suffix);
      if (folder !== null && number !== undefined) return folder.file(`${kind}${number}_${suffix}`);
    }
    return MISSING;
  };
  const all = (kind: string): LabelledSensor[] =>
    numbersOf(kind, 'input')
      .slice(0, MOST_SENSORS)
      .map((number) => ({
        name: `${kind}${number}`,
        label:
          names.includes(`${kind}${number}_label`) && folder !== null ? fixed(folder.file(`${kind}${number}_label`)) : MISSING,
        value: folder?.file(`${kind}${number}_input`) ?? MISSING,
      }));
  const [temperatures, fans, supplies] = [all('temp'), all('fan'), all('in')];
  /** By label, the limits of the temperatures that have one of this kind. */
  const limits = (suffix: string): (() => ReadonlyMap<string, number>) => {
    const files = temperatures.map(({ name }) =>
      folder !== null && names.includes(`${name}_${suffix}`) ? fixed(folder.file(`${name}_${suffix}`)) : MISSING,
    );
    if (files.every((file) => file === MISSING)) return () => NONE;
    return () =>
      byLabel(
        temperatures,
        files.map((file) => limit(celsius(file.read()))),
      );
  };
  const [critical, emergency] = [limits('crit'), limits('emergency')];
  const maxFan = fixed(lowest('fan', 'max'));
  const power = lowest('power', 'average', 'input');
  const cap = lowest('power', ...capSuffixes);
  const defaultCap = fixed(lowest('power', 'cap_default', 'rated_max'));
  const mostCap = fixed(lowest('power', 'cap_max'));
  const energy = lowest('energy', 'input');
  const frequency = lowest('freq', 'input');
  return {
    read: () => {
      const energyUj = counter(energy.read());
      const degrees = temperatures.map(({ value }) => celsius(value.read()));
      const rpm = fans.map(({ value }) => turns(value.read()));
      return {
        counters: { ...NO_COUNTERS, energyUj },
        energyJoules: energyUj === null ? null : Number(energyUj) / 1e6,
        temperatureCelsius: degrees[0] ?? null,
        temperaturesCelsius: byLabel(temperatures, degrees),
        fanRpm: rpm.reduce((most, each) => (each === null || (most !== null && most >= each) ? most : each), null),
        fansRpm: byLabel(fans, rpm),
        criticalTemperaturesCelsius: critical(),
        emergencyTemperaturesCelsius: emergency(),
        maxFanRpm: limit(turns(maxFan.read())),
        voltages: byLabel(
          supplies,
          supplies.map(({ value }) => volts(value.read())),
        ),
        powerWatts: watts(power.read()),
        powerCapWatts: limit(watts(cap.read())),
        defaultPowerCapWatts: limit(watts(defaultCap.read())),
        maxPowerCapWatts: limit(watts(mostCap.read())),
      };
    },
    frequencyHz: () => hertz(frequency.read()),
  };
}

interface LabelledSensor {
  /** As hwmon numbers it: `temp2`. Stands in for a label that is missing or taken. */
  readonly name: string;
  readonly label: Attribute;
  readonly value: Attribute;
}

/** The known ones of `values`, which are in the order of `sensors`. */
function byLabel(sensors: readonly LabelledSensor[], values: readonly (number | null)[]): ReadonlyMap<string, number> {
  if (sensors.length === 0) return NONE;
  const found = new Map<string, number>();
  for (const [at, { name, label }] of sensors.entries()) {
    const value = values[at] ?? null;
    if (value === null) continue;
    const word = wordsOf(label.read());
    found.set(word === null || found.has(word) ? name : word, value);
  }
  return found;
}

/** i915 has one hwmon for the card, named `i915`, and one for each GT, `i915_gt0`: the card's is meant. */
function chooseFolder(at: AttachPoint): Folder | null {
  const hwmon = at.device.folder('hwmon');
  const names = (hwmon?.names() ?? []).filter((name) => /^hwmon\d+$/.test(name));
  names.sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  const folders = names.flatMap((name) => hwmon?.folder(name) ?? []);
  return folders.find((folder) => folder.file('name').read()?.trim() === at.driver) ?? folders[0] ?? null;
}
