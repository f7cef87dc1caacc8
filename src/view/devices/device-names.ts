/**
 * The names under which a device is asked for: ours, and those that lspci, intel_gpu_top and nvtop have made a habit of.
 *
 * `0000:03:00.0`, `03:00.0` (lspci leaves the domain out), `card1`, `renderD128`, `/dev/dri/card1`, `/dev/dri/by-path/pci-0000:03:00.0-card`,
 * `drm:/dev/dri/card1`, `pci:0000:03:00.0`, `pci:slot=0000:03:00.0`, `sys:/sys/devices/.../0000:03:00.0` (igt_device_scan.c), `0` (its
 * place in the list), the driver's name; of several machines `box`, `box:card1`.
 */
import type { Device } from '../../ledger/snapshot.js';

/** Every name of its own; what is asked for may be written in more ways. */
export function deviceNames({ id, nodes, driver, host, index }: Device): string[] {
  const far = host === undefined ? [] : [host, ...nodes.map((node) => onHost(host, node))];
  return [id, ...nodes, ...far, ...(driver === null ? [] : [driver]), String(index)];
}

/** A node as it is called where there are several machines. */
export function onHost(host: string | undefined, node: string): string {
  return host === undefined ? node : `${host}:${node}`;
}

/** Whether `name` means this device. */
export function isDevice(device: Device, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  const plain = plainName(wanted);
  const names = deviceNames(device).map((each) => each.toLowerCase());
  return names.includes(wanted) || names.includes(plain) || names.some((each) => each === fullAddress(plain));
}

/** What is left of a name without what says only which kind of name it is. */
function plainName(wanted: string): string {
  const filter = /^(?:drm:|pci:(?:slot=)?|sys:)(.+)$/.exec(wanted)?.[1] ?? wanted;
  const byPath = /^\/dev\/dri\/by-path\/(?:pci|platform)-(.+)-(?:card|render)$/.exec(filter)?.[1];
  const inSysfs = /^\/sys\/(?:.*\/)?([^/]+?)\/?$/.exec(filter)?.[1];
  return byPath ?? inSysfs ?? filter.replace(/^\/dev\/(dri|accel)\//, '');
}

/** `0000:03:00.0` for `03:00.0` and `3:0.0`; what is no PCI address stays. */
function fullAddress(name: string): string {
  const parts = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})\.([0-7])$/.exec(name);
  if (parts === null) return name;
  const [, domain = '0', bus = '', slot = '', part = ''] = parts;
  return `${domain.padStart(4, '0')}:${bus.padStart(2, '0')}:${slot.padStart(2, '0')}.${part}`;
}
