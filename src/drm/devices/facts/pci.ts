/**
 * What the PCI core says of any device on its bus, whatever the driver: numbers, SR-IOV, link. drivers/pci/pci-sysfs.c, iov.c.
 *
 * A card with a switch of its own (Radeon since Vega 20, Arc) has its GPU two bridges further in, on a link that is always wide and fast
 * or says 2.5 GT/s: the link that counts is that of the card's outermost bridge.
 *
 * Numbers and role are found without waking the device. Each tick: current_link_speed and current_link_width, which the PCI core reads from
 * the bridge or the device, and sriov_numvfs where there is one; the most that the link can do once.
 */
import type { DeviceFactValues } from '../../../measures/device-facts.js';
import { Failure } from '../../../procfs/files.js';
import { fixed, type Folder } from '../sysfs/folder.js';
import { count } from '../sysfs/numbers.js';
import { isPciAddress, readUevent } from '../sysfs/uevent.js';
import { wordsOf } from '../sysfs/words.js';

export interface PciFacts {
  /** Known without waking the device. */
  readonly still: Partial<DeviceFactValues>;
  read(): Partial<DeviceFactValues>;
}

/** Of the vendors whose GPUs and accelerators Linux drives (pci.ids). */
const VENDORS: Readonly<Record<string, string>> = {
  '1002': 'AMD',
  '1022': 'AMD',
  '10de': 'NVIDIA',
  '8086': 'Intel',
  '102b': 'Matrox',
  '1234': 'QEMU',
  '15ad': 'VMware',
  '17cb': 'Qualcomm',
  '1a03': 'ASPEED',
  '1af4': 'Red Hat',
  '1b36': 'Red Hat',
  '1da3': 'Habana Labs',
};

export function attachPci(device: Folder, sys: Folder): PciFacts {
  const uevent = readUevent(device);
  const text = (key: string): string | null => {
    const value = uevent instanceof Failure ? '' : (uevent.get(key) ?? '');
    return /^[0-9a-f]{4}:[0-9a-f]{4}$/i.test(value) ? value.toLowerCase() : null;
  };
  const pciId = text('PCI_ID');
  if (pciId === null) return { still: {}, read: () => ({}) };
  const isVirtual = device.folder('physfn') !== null;
  const files = device.names();
  const hasFunctions = files.includes('sriov_numvfs');
  const functions = device.file('sriov_numvfs');
  const end = cardsEnd(device, sys, files);
  const [speed, width] = [end.file('current_link_speed'), end.file('current_link_width')];
  const [mostSpeed, mostWidth] = [fixed(end.file('max_link_speed')), fixed(end.file('max_link_width'))];
  const isLinked = end.names().includes('current_link_speed');
  return {
    still: {
      pciId,
      pciSubsystemId: text('PCI_SUBSYS_ID'),
      pciRevision: /^0x([0-9a-f]{2})$/i.exec(device.file('revision').read()?.trim() ?? '')?.[1]?.toLowerCase() ?? null,
      vendor: VENDORS[pciId.slice(0, 4)] ?? null,
      sriovRole: isVirtual ? 'virtual function' : hasFunctions ? 'physical function' : null,
    },
    read: () => ({
      virtualFunctions: hasFunctions ? count(functions.read()) : null,
      ...(isLinked && {
        linkTransfersPerSecond: linkSpeed(speed.read()),
        maxLinkTransfersPerSecond: linkSpeed(mostSpeed.read()),
        linkLanes: lanes(width.read()),
        maxLinkLanes: lanes(mostWidth.read()),
      }),
    }),
  };
}

/** `16.0 GT/s PCIe`, `8 GT/s` of kernels before 5.7 → transfers a second; null for `Unknown`. */
export function linkSpeed(text: string | null): number | null {
  const match = /^(\d{1,3}(?:\.\d)?) GT\/s(?: PCIe)?$/.exec(text?.trim() ?? '');
  const speed = Number(match?.[1] ?? 0) * 1e9;
  return speed > 0 ? speed : null;
}

/** 0 and 255 are the kernel's words for a width that it does not know. */
function lanes(text: string | null): number | null {
  const number = count(text);
  return number === null || number === 0 || number > 32 ? null : number;
}

/** The outermost bridge of the device's own vendor that is not the machine's root port; the device itself where there is none. */
function cardsEnd(device: Folder, sys: Folder, files: readonly string[]): Folder {
  if (!files.includes('vendor')) return device;
  const own = wordsOf(device.file('vendor').read());
  const parts = device.path.split('/');
  let end = device;
  for (let length = parts.length - 1; length > 0; length--) {
    const isRootPort = !isPciAddress(parts[length - 2] ?? '');
    if (isRootPort || !isPciAddress(parts[length - 1] ?? '')) return end;
    const bridge = sys.folder(parts.slice(0, length).join('/'));
    if (bridge === null || own === null || wordsOf(bridge.file('vendor').read()) !== own) return end;
    end = bridge;
  }
  return end;
}
