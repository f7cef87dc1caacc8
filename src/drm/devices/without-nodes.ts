/**
 * GPUs that have no DRM node, and are known to devfreq by the driver of their maker (drivers/vendor.ts). They are looked for when the nodes
 * change, as all devices are.
 */
import { vendor } from './drivers/vendor.js';
import type { FoundDevice } from './discover.js';
import type { Folder } from './sysfs/folder.js';

const DEVFREQ = 'class/devfreq';
/** More than any chip has; a tree may show any number. */
const MOST_ENTRIES = 256;
const MOST_DEVICES = 16;

/** @param known devices that were found by their nodes */
export function withoutNodes(sys: Folder, known: readonly FoundDevice[]): FoundDevice[] {
  const folders = new Set(known.map(({ folder }) => folder?.path));
  const names = sys.folder(DEVFREQ)?.names() ?? [];
  const found: FoundDevice[] = [];
  for (const entry of [...names].sort().slice(0, MOST_ENTRIES)) {
    const device = sys.folder(`${DEVFREQ}/${entry}/device`);
    const driver = device?.linkName('driver') ?? null;
    if (device === null || driver === null || !vendor.names.includes(driver) || folders.has(device.path)) continue;
    if (device.folder('drm') !== null || found.length === MOST_DEVICES) continue;
    folders.add(device.path);
    const id = device.path.split('/').at(-1) ?? entry;
    found.push({ id, driver, module: null, nodes: [], deviceNumbers: [], name: null, folder: device, nodeFolder: device });
  }
  return found.filter(({ id }) => !known.some((each) => each.id === id));
}
