/**
 * Writes a device into a tree the way sysfs lays it out, so that every way of finding a GPU meets what it meets on a
 * real system: /sys/class/drm/cardN is a link into /sys/devices, its `device` is one folder for card and render node,
 * and /sys/dev/char/226:N leads to the same place. Layout: Documentation/ABI/testing/sysfs-class-drm and what Linux 6 shows.
 */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TreeWriter } from './tree-writer.js';

export interface PciBus {
  readonly kind: 'pci';
  /** `0000:03:00.0`. */
  readonly address: string;
  /** Four hex digits each, without 0x. */
  readonly vendor: string;
  readonly device: string;
  readonly subsystemVendor?: string;
  readonly subsystemDevice?: string;
  /** Six hex digits; default a VGA controller. */
  readonly class?: string;
}

export interface PlatformBus {
  readonly kind: 'platform';
  /** The platform device's name: `ff9a0000.gpu`. */
  readonly name: string;
  /** Device tree's compatible list. */
  readonly compatible: readonly string[];
}

export interface TreeDevice {
  /** Null: no driver bound. */
  readonly driver: string | null;
  readonly bus: PciBus | PlatformBus;
  /** `card1`, `renderD128`, `accel0`: names as in the class folder; the minor follows from the name unless given. */
  readonly nodes: readonly (string | { readonly name: string; readonly minor: number })[];
  /** Files of the device folder by relative path: `gpu_busy_percent`, `hwmon/hwmon2/temp1_input`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files of one node's class folder: `{ card0: { gt_act_freq_mhz: '300\n' } }`. */
  readonly nodeFiles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Character-device numbers: DRM is major 226, accelerators 261 (drivers/accel/drm_accel.c). */
const MAJOR = { drm: 226, accel: 261 } as const;

interface Node {
  readonly name: string;
  readonly className: 'drm' | 'accel';
  readonly minor: number;
}

function nodeOf(given: string | { readonly name: string; readonly minor: number }): Node {
  const name = typeof given === 'string' ? given : given.name;
  const className = name.startsWith('accel') ? 'accel' : 'drm';
  return { name, className, minor: typeof given === 'string' ? Number(/\d+$/.exec(name)?.[0]) : given.minor };
}

/** Path of the device's folder below the root: where `files` of a `TreeDevice` live and are rewritten. */
export function deviceFolder(device: TreeDevice): string {
  return device.bus.kind === 'pci' ? `sys/devices/pci0000:00/${device.bus.address}` : `sys/devices/platform/${device.bus.name}`;
}

/** Path of a node's class folder below the root: where `nodeFiles` live. */
export function nodeFolder(device: TreeDevice, name: string): string {
  return `${deviceFolder(device)}/${nodeOf(name).className}/${name}`;
}

/** Writes the device's part of /sys and its nodes in /dev (text nodes; see `makeRealNodes`). */
export function putDevice(tree: TreeWriter, device: TreeDevice): void {
  const folder = deviceFolder(device);
  const { bus } = device;
  for (const [name, text] of Object.entries({ ...busFiles(device), ...device.files })) tree.writeFile(`${folder}/${name}`, text);
  tree.writeLink(`${folder}/subsystem`, `../../../bus/${bus.kind}`);
  if (device.driver !== null) tree.writeLink(`${folder}/driver`, `../../../bus/${bus.kind}/drivers/${device.driver}`);
  mkdirSync(join(tree.root, 'sys/bus', bus.kind, 'drivers', device.driver ?? ''), { recursive: true });
  for (const node of device.nodes.map(nodeOf)) {
    const { name, className, minor } = node;
    const number = `${MAJOR[className]}:${minor}`;
    const path = nodeFolder(device, name);
    const devicePath = className === 'drm' ? `dri/${name}` : `accel/${name}`;
    tree.writeFile(`${path}/dev`, `${number}\n`);
    tree.writeFile(
      `${path}/uevent`,
      `MAJOR=${MAJOR[className]}\nMINOR=${minor}\nDEVNAME=${devicePath}\nDEVTYPE=${className}_minor\n`,
    );
    for (const [file, text] of Object.entries(device.nodeFiles?.[name] ?? {})) tree.writeFile(`${path}/${file}`, text);
    tree.writeLink(`${path}/device`, `../../../${basename(folder)}`);
    tree.writeLink(`sys/class/${className}/${name}`, path.replace('sys/', '../../'));
    tree.writeLink(`sys/dev/char/${number}`, path.replace('sys/', '../../'));
    putTextNode(tree, `dev/${devicePath}`, MAJOR[className], minor);
  }
}

/** Writes the count of open files of the device's driver, as /sys/module/MODULE/refcnt has it; may be written again to move it. */
export function putOpenFiles(tree: TreeWriter, { bus, driver }: TreeDevice, count: number): void {
  if (driver === null) return;
  tree.writeLink(`sys/bus/${bus.kind}/drivers/${driver}/module`, `../../../../module/${driver}`);
  tree.writeFile(openFilesPath(driver), `${count}\n`);
}

/** Where that count stands, below the root. */
export function openFilesPath(driver: string): string {
  return `sys/module/${driver}/refcnt`;
}

/** Takes a device away again: unplugged, or its driver unloaded. */
export function removeDevice(tree: TreeWriter, device: TreeDevice): void {
  for (const { name, className, minor } of device.nodes.map(nodeOf)) {
    for (const path of [`sys/class/${className}/${name}`, `sys/dev/char/${MAJOR[className]}:${minor}`]) tree.removePath(path);
    tree.removePath(className === 'drm' ? `dev/dri/${name}` : `dev/accel/${name}`);
  }
  tree.removePath(deviceFolder(device));
}

/** A stand-in for a device node that any user can write and git can hold: the text `c MAJOR:MINOR`. */
export function putTextNode(tree: TreeWriter, path: string, major: number, minor: number): void {
  tree.writeFile(path, `c ${major}:${minor}\n`);
}

function busFiles({ bus, driver }: TreeDevice): Record<string, string> {
  const driverLine = driver === null ? '' : `DRIVER=${driver}\n`;
  if (bus.kind === 'platform') {
    const compatible = bus.compatible.map((text, index) => `OF_COMPATIBLE_${index}=${text}\n`).join('');
    return {
      uevent: `${driverLine}OF_NAME=gpu\nOF_FULLNAME=/${bus.name}\n${compatible}OF_COMPATIBLE_N=${bus.compatible.length}\n`,
    };
  }
  const { address, vendor, device, class: code = '030000', subsystemVendor = vendor, subsystemDevice = '0000' } = bus;
  const upper = (text: string) => text.toUpperCase();
  const ids = `PCI_CLASS=${upper(code)}\nPCI_ID=${upper(vendor)}:${upper(device)}\n`;
  const subsystem = `PCI_SUBSYS_ID=${upper(subsystemVendor)}:${upper(subsystemDevice)}\nPCI_SLOT_NAME=${address}\n`;
  return {
    vendor: `0x${vendor}\n`,
    device: `0x${device}\n`,
    subsystem_vendor: `0x${subsystemVendor}\n`,
    subsystem_device: `0x${subsystemDevice}\n`,
    class: `0x${code}\n`,
    uevent: `${driverLine}${ids}${subsystem}`,
  };
}
