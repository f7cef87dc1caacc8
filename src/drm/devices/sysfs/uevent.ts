/**
 * The `uevent` file that every sysfs device has: what the kernel told udev about it, one KEY=value a line.
 */
import { Failure } from '../../../procfs/files.js';
import type { Folder } from './folder.js';
import { isCut, isTransient } from './transient-errors.js';

/**
 * The uevent of a device; empty where there is none, or we have no right to it. A failure where it cannot be read now, or not to
 * its end: a device without its names is taken for another one.
 */
export function readUevent(device: Folder): ReadonlyMap<string, string> | Failure {
  const text = device.read('uevent');
  if (text instanceof Failure) return isTransient(text) ? text : new Map();
  return isCut(text) ? new Failure('EIO', `${device.path}/uevent`) : parseUevent(text);
}

/** The keys of a uevent file that have a value; of a repeated key the first counts. */
export function parseUevent(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    const key = line.slice(0, equals);
    const value = line.slice(equals + 1).trim();
    if (value !== '' && !values.has(key)) values.set(key, value);
  }
  return values;
}

/** Bus address as drm-pdev prints it (`%04x:%02x:%02x.%d`); VMD domains are longer than four digits. */
const PCI_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

export function isPciAddress(text: string): boolean {
  return PCI_ADDRESS.test(text);
}

/** Vendor and device number of a PCI device, lower case, four digits each. */
export interface PciNumbers {
  readonly vendor: string;
  readonly device: string;
}

/** PCI_ID of a uevent file (`1002:744C`), or null when absent or not of that form. */
export function pciNumbersOf(uevent: ReadonlyMap<string, string>): PciNumbers | null {
  const match = /^([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})$/.exec(uevent.get('PCI_ID') ?? '');
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { vendor: match[1].toLowerCase(), device: match[2].toLowerCase() };
}
