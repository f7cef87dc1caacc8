/**
 * Energy that the graphics of an Intel processor used, by the processor's own counter (Documentation/power/powercap/powercap.rst): no hwmon
 * has it there. On client processors the RAPL domain `uncore` (PP1) is the graphics alone; servers have none of that name. A register of
 * the processor is read, the GPU sleeps on.
 *
 * `energy_uj` is root's since 2020 (0400, CVE-2020-8694). Everybody else is told so.
 */
import { Failure } from '../../../procfs/files.js';
import type { MovingFacts } from '../driver.js';
import type { Folder } from '../sysfs/folder.js';
import { counter } from '../sysfs/numbers.js';
import type { Sensors } from './hwmon.js';

/** Where all integrated GPUs of Intel are. */
const INTEGRATED = '0000:00:02.0';
const ZONES = 'class/powercap';

export interface RaplEnergy {
  /** Since some time before, without the jumps where the counter begins anew. Null: not told. */
  readonly energyUj: bigint | null;
  /** The file that may not be read. */
  readonly refused: string | null;
}

const NONE: RaplEnergy = { energyUj: null, refused: null };

/** Null where the device is none of a processor's, or the processor has no such domain. One file a tick. */
export function attachRapl(device: Folder, sys: Folder): (() => RaplEnergy) | null {
  if (device.path.split('/').at(-1) !== INTEGRATED) return null;
  const names = (sys.folder(ZONES)?.names() ?? []).filter((name) => /^intel-rapl:\d{1,3}:\d{1,3}$/.test(name));
  const zones = names.slice(0, MOST_ZONES).filter((name) => textOf(sys.read(`${ZONES}/${name}/name`)) === 'uncore');
  const [zone] = zones;
  // Of two processors it could not be told whose graphics it is.
  if (zone === undefined || zones.length > 1) return null;
  const path = `${ZONES}/${zone}/energy_uj`;
  const range = counter(textOf(sys.read(`${ZONES}/${zone}/max_energy_range_uj`)));
  let last: bigint | null = null;
  let before = 0n;
  let isRefused = false;
  return () => {
    const text = isRefused ? null : sys.read(path);
    if (text instanceof Failure && text.denied) isRefused = true;
    if (isRefused) return { energyUj: null, refused: `/sys/${path}` };
    const now = counter(textOf(text));
    if (now === null) return NONE;
    if (last !== null && now < last) before += range ?? last;
    last = now;
    return { energyUj: before + now, refused: null };
  };
}

/** `sensors`, with that energy where they have none. */
export function withRapl(
  sensors: Sensors,
  rapl: (() => RaplEnergy) | null,
): Sensors & Partial<Pick<MovingFacts, 'refusedFiles'>> {
  if (rapl === null || sensors.counters.energyUj !== null) return sensors;
  const { energyUj, refused } = rapl();
  return {
    ...sensors,
    counters: { ...sensors.counters, energyUj },
    energyJoules: energyUj === null ? null : Number(energyUj) / 1e6,
    refusedFiles: refused === null ? null : [refused],
  };
}

/** More than any machine has. */
const MOST_ZONES = 64;

function textOf(text: string | Failure | null): string | null {
  return typeof text === 'string' ? text.trim() : null;
}
