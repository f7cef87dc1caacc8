/**
 * Temperatures of what has no hwmon, by the thermal zones of a chip (Documentation/ABI/testing/sysfs-class-thermal): nothing links a zone to
 * a device but its name, `gpu-thermal`, `gpuss-0-thermal`, `npu-thermal`. The sensor is no part of the device: reading it wakes nobody.
 */
import type { AttachPoint, MovingFacts } from '../driver.js';
import { Failure } from '../../../procfs/files.js';
import { parseNodeName } from '../nodes.js';
import { celsius } from '../sysfs/numbers.js';

/** What a zone is named after. */
const GPU = /^(?:gpu|g3d|mali)/i;
const NPU = /^npu/i;
/** NPUs with a render node, as a GPU has. */
const NPUS: ReadonlySet<string> = new Set(['RKNPU', 'rknpu']);

export type Temperatures = Pick<MovingFacts, 'temperatureCelsius' | 'temperaturesCelsius'>;

const CLASS = 'class/thermal';
/** More than any chip has; a tree may show any number. */
const MOST_LOOKED_AT = 256;
const MOST_ZONES = 16;

/**
 * Reads the zones of a GPU or NPU, one file a zone: the hottest, and each by its name. Null: there is none, or the device is on a bus (PCI)
 * where it would have a sensor of its own.
 */
export function attachThermal({ device, sys, nodes, driver }: AttachPoint): (() => Temperatures) | null {
  if (!device.path.startsWith('devices/platform/')) return null;
  const kinds = nodes.map((name) => parseNodeName(name)?.kind);
  // What has only a card node only displays; what has none is a maker's GPU.
  const form = kinds.includes('accel') || NPUS.has(driver) ? NPU : kinds.includes('render') || nodes.length === 0 ? GPU : null;
  if (form === null) return null;
  const names = (sys.folder(CLASS)?.names() ?? []).filter((name) => /^thermal_zone\d{1,4}$/.test(name)).slice(0, MOST_LOOKED_AT);
  const zones = names
    .flatMap((name) => {
      const text = sys.read(`${CLASS}/${name}/type`);
      const type = text instanceof Failure ? '' : text.trim();
      return form.test(type) && /^[\w.-]{1,40}$/.test(type) ? [{ type, temp: sys.file(`${CLASS}/${name}/temp`) }] : [];
    })
    .slice(0, MOST_ZONES);
  if (zones.length === 0) return null;
  return () => {
    const known = zones.flatMap(({ type, temp }) => {
      const degrees = celsius(temp.read());
      return degrees === null ? [] : [[type.replace(/[-_]therm(?:al)?$/i, ''), degrees] as const];
    });
    const hottest = known.reduce<number | null>((most, [, each]) => (most === null || each > most ? each : most), null);
    return { temperatureCelsius: hottest, temperaturesCelsius: new Map(known) };
  };
}
