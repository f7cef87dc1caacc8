/**
 * The DRM driver behind a device: its name as fdinfo would say it, and its module, as far as sysfs tells.
 *
 * The `driver` link names the driver bound to the parent device, which is nearly always the DRM driver. Two cases
 * differ. virtio: the parent is the transport (`virtio-pci`) and the GPU's driver sits on the child `virtio0`.
 * Virtual devices (vgem, vkms) have no driver of their own: none at all on the platform bus, and the placeholder
 * `faux_driver` on the faux bus (6.14); there the device bears its module's name, which /sys/module confirms.
 */
import type { Folder } from './sysfs/folder.js';

const VIRTIO_TRANSPORTS = new Set(['virtio-pci', 'virtio-mmio']);
const PLACEHOLDERS = new Set(['faux_driver']);

/** The driver that is bound to a device, by its link, and by its uevent where a tree has no link; null: none. */
export function boundDriver(device: Folder, uevent: ReadonlyMap<string, string>): string | null {
  return device.linkName('driver') ?? uevent.get('DRIVER') ?? null;
}

export interface DrmDriver {
  readonly name: string;
  /** The module that it is, which counts its open files; null: built into the kernel, or unknown. */
  readonly module: string | null;
}

/** @returns null when no driver is bound or it cannot be told. */
export function drmDriver(sys: Folder, device: Folder, uevent: ReadonlyMap<string, string>): DrmDriver | null {
  const bound = boundDriver(device, uevent);
  if (bound !== null && VIRTIO_TRANSPORTS.has(bound)) {
    for (const name of device.names()) {
      if (!/^virtio\d+$/.test(name)) continue;
      const child = device.folder(name);
      const driver = child?.linkName('driver') ?? null;
      if (driver !== null) return { name: driver, module: child && moduleOf(child) };
    }
  }
  if (bound !== null && !PLACEHOLDERS.has(bound)) return { name: bound, module: moduleOf(device) };
  const module = device.path.split('/').at(-1) ?? '';
  return module !== '' && sys.folder(`module/${module}`) !== null ? { name: module, module } : null;
}

function moduleOf(device: Folder): string | null {
  return device.folder('driver')?.linkName('module') ?? null;
}
