/**
 * Frequency now and at most from devfreq (Documentation/ABI/testing/sysfs-class-devfreq), in hertz. The GPUs of ARM
 * chips are scaled by it.
 */
import type { Folder } from '../sysfs/folder.js';
import { hertz, limit } from '../sysfs/numbers.js';

export interface DevfreqClock {
  readonly frequencyHz: number | null;
  readonly maxFrequencyHz: number | null;
}

/** Reads a devfreq folder (`.../devfreq/fde60000.gpu`): two files a tick. Null: reads nothing. */
export function attachDevfreq(devfreq: Folder | null): () => DevfreqClock {
  if (devfreq === null) return () => ({ frequencyHz: null, maxFrequencyHz: null });
  const now = devfreq.file('cur_freq');
  const max = devfreq.file('max_freq');
  return () => ({ frequencyHz: hertz(now.read()), maxFrequencyHz: limit(hertz(max.read())) });
}

/** The device's own devfreq folder, below `device/devfreq/`, or null. */
export function devfreqOf(device: Folder): Folder | null {
  const parent = device.folder('devfreq');
  const name = parent?.names()[0];
  return name === undefined ? null : (parent?.folder(name) ?? null);
}
