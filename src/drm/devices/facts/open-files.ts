/**
 * The kernel's own count of open DRM files of a driver.
 *
 * Every open of a DRM or accel node takes a reference on the driver's module (drm_stub_open: fops_get) and gives it back when the
 * last fd of that open file is closed; dup, fork and SCM_RIGHTS do not count. /sys/module/MODULE/refcnt is world-readable and
 * touches no hardware. Modules that use the driver, exported dma-bufs and the console hold references too, so the number is an
 * upper bound; the modules among them are listed in `holders` and subtracted.
 */
import type { Folder } from '../sysfs/folder.js';
import { counter } from '../sysfs/numbers.js';

/** Modules that have device nodes of their own for the same device: /dev/nvidiaN is one's, DRM nodes are the other's. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = { nvidia: ['nvidia', 'nvidia_drm'] };

/** @returns reads the count; null where the driver is built into the kernel, has no module here, or its count cannot be read */
export function openFilesReader(module: string | null, sys: Folder): () => number | null {
  if (module === null || !/^[\w-]+$/.test(module)) return () => null;
  const counts = (TOGETHER[module] ?? [module]).map((name) => moduleReferences(name, sys));
  return () => {
    const now = counts.map((count) => count());
    return now.includes(null) ? null : now.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  };
}

function moduleReferences(module: string, sys: Folder): () => number | null {
  const references = sys.file(`module/${module}/refcnt`);
  let counted: number | null = null;
  let users = 0;
  return () => {
    const now = counter(references.read());
    if (now === null) return null;
    // A module that came or went moved the count too.
    if (Number(now) !== counted) users = sys.folder(`module/${module}/holders`)?.names().length ?? 0;
    counted = Number(now);
    return Math.max(0, counted - users);
  };
}
