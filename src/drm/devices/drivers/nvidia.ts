/**
 * NVIDIA's own driver, closed or open: it makes DRM nodes and prints nothing about their clients, and has no hwmon.
 * Its numbers exist only behind its management library: `nvidia/` has its tool tell them, and puts its own hint in the place of this one.
 *
 * Each tick: no file.
 */
import type { SysfsDriver } from '../driver.js';

export const nvidia: SysfsDriver = {
  names: ['nvidia', 'nvidia-drm'],
  attach: () => ({ hint: "NVIDIA's driver prints no DRM statistics; nvidia-smi tells them, where it may run", read: () => ({}) }),
};
