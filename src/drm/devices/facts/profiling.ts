/**
 * The switch that panfrost and panthor have for engine counters: off by default, because counting keeps the GPU's
 * cycle counter running. Documentation/ABI/testing/sysfs-driver-panfrost-profiling, -panthor-profiling.
 */
import type { Attribute, Folder } from '../sysfs/folder.js';

/**
 * @param device the GPU's folder, which holds `profiling`.
 * @param allOn what to write to switch every counter on.
 * @returns what says how to switch counting on, or null while it is on or there is no switch (kernels before 6.9
 *   and 6.12). The file is a variable of the driver: reading it wakes no GPU.
 */
export function attachProfiling(device: Folder, allOn: string): () => string | null {
  const profiling: Attribute = device.file('profiling');
  return () => (profiling.read()?.trim() === '0' ? hint(device.path, allOn) : null);
}

function hint(path: string, allOn: string): string {
  const why = 'engine counters are switched off in the kernel';
  // The command is for root to paste, so it may not be made of whatever a stranger's tree calls its folders.
  if (!/^[\w./:,@-]+$/.test(path)) return `${why}; root can switch them on by its device's file \`profiling\``;
  return `${why}; switch them on as root: echo ${allOn} > /sys/${path}/profiling`;
}
