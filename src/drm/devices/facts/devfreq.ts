/**
 * What devfreq tells (Documentation/ABI/testing/sysfs-class-devfreq), all of it world-readable and kept by the kernel's core: clock now, highest and
 * lowest; in the kernels of chip makers also how busy its governor found the device (`load`: `23@400000000Hz`). The GPUs of ARM chips are
 * scaled by it. `trans_stat` is how long each clock was set, busy or not: no figure is made of it.
 */
import type { MovingFacts } from '../driver.js';
import { fixed, type Folder } from '../sysfs/folder.js';
import { hertz, limit, percentRatio } from '../sysfs/numbers.js';

export type DevfreqFacts = Pick<MovingFacts, 'frequencyHz' | 'maxFrequencyHz' | 'minFrequencyHz' | 'busyRatio' | 'busyOf'>;

const NONE: DevfreqFacts = { frequencyHz: null, maxFrequencyHz: null, minFrequencyHz: null, busyRatio: null, busyOf: null };

/** Reads a devfreq folder (`.../devfreq/fde60000.gpu`): two or three files a tick. Null: reads nothing. */
export function attachDevfreq(devfreq: Folder | null): () => DevfreqFacts {
  if (devfreq === null) return () => NONE;
  const [now, max, load] = [devfreq.file('cur_freq'), devfreq.file('max_freq'), devfreq.file('load')];
  const clocks = fixed(devfreq.file('available_frequencies'));
  return () => {
    const [, percent] = /^(\d{1,3})@\d{1,12}Hz$/.exec(load.read()?.trim() ?? '') ?? [];
    const busyRatio = percentRatio(percent ?? null);
    return {
      frequencyHz: hertz(now.read()),
      maxFrequencyHz: limit(hertz(max.read())),
      minFrequencyHz: lowest(clocks.read()),
      busyRatio,
      busyOf: busyRatio === null ? null : 'whole, by the governor of its clock',
    };
  };
}

function lowest(text: string | null): number | null {
  const clocks = (text ?? '').split(/\s+/).flatMap((each) => limit(hertz(each)) ?? []);
  return clocks.length === 0 ? null : Math.min(...clocks);
}

/** The device's own devfreq folder, below `device/devfreq/`, or null. */
export function devfreqOf(device: Folder): Folder | null {
  const parent = device.folder('devfreq');
  const name = parent?.names()[0];
  return name === undefined ? null : (parent?.folder(name) ?? null);
}
