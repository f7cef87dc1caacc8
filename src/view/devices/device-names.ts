/**
 * The names under which a device is asked for: ours, and those that lspci, intel_gpu_top and nvtop have made a habit of.
 *
 * `0000:03:00.0`, `03:00.0` (lspci leaves the domain out), `card1`, `renderD128`, `/dev/dri/card1`, `/dev/dri/by-path/pci-0000:03:00.0-card`,
 * `drm:/dev/dri/card1`, `pci:0000:03:00.0`, `sys:/sys/devices/.../0000:03:00.0`, `pci:vendor=8086,device=56a0,card=0`,
 * `pci:slot=0000:03:00.0` (igt_device_scan.c), `0` (its place in the list), the driver's name; of several machines `box`, `box:card1`.
 */
import type { Device } from '../../ledger/snapshot.js';

/** Every name of its own; what is asked for may be written in more ways. */
export function deviceNames({ id, nodes, driver, host, index }: Device): string[] {
  const far = host === undefined ? [] : [bareId({ id, host }), host, ...nodes.map((node) => onHost(host, node))];
  return [id, ...nodes, ...far, ...(driver === null ? [] : [driver]), String(index)];
}

/** The id that the device has on its own machine. */
function bareId({ id, host }: Pick<Device, 'id' | 'host'>): string {
  return host !== undefined && id.startsWith(`${host}:`) ? id.slice(host.length + 1) : id;
}

/** A node as it is called where there are several machines. */
export function onHost(host: string | undefined, node: string): string {
  return host === undefined ? node : `${host}:${node}`;
}

/** The devices that `name` means, in their order. */
export function devicesNamed(devices: readonly Device[], name: string): readonly Device[] {
  const wanted = name.trim().toLowerCase();
  const filter = pciFilter(wanted);
  return filter === null ? devices.filter((device) => isCalled(device, wanted)) : fitting(devices, filter);
}

function isCalled(device: Device, wanted: string): boolean {
  const plain = plainName(wanted);
  const names = deviceNames(device).map((each) => each.toLowerCase());
  return names.includes(wanted) || names.includes(plain) || names.some((each) => each === fullAddress(plain));
}

/** What is left of a name without what says only which kind of name it is. */
function plainName(wanted: string): string {
  const filter = /^(?:drm:|pci:|sys:)(.+)$/.exec(wanted)?.[1] ?? wanted;
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

/** What intel_gpu_top's `pci:` asks for, by key. */
type PciFilter = ReadonlyMap<string, string>;

const PCI_KEYS: ReadonlySet<string> = new Set(['vendor', 'device', 'slot', 'card']);

/** Null: the name is no such filter. */
function pciFilter(wanted: string): PciFilter | null {
  const terms = /^pci:(.*=.*)$/
    .exec(wanted)?.[1]
    ?.split(',')
    .map((term) => term.split('='));
  if (!terms?.every(({ length, 0: key = '' }) => length === 2 && PCI_KEYS.has(key.trim()))) return null;
  return new Map(terms.map(([key = '', value = '']) => [key.trim(), value.trim()]));
}

/** Without `card` all that fit; with it the one of that place among them, from 0. */
function fitting(devices: readonly Device[], filter: PciFilter): readonly Device[] {
  const card = filter.get('card') ?? 'all';
  const found = devices.filter((device) => fits(device, filter));
  return card === 'all' ? found : found.filter((_, at) => String(at) === card.replace(/^0+(?=.)/, ''));
}

function fits(device: Device, filter: PciFilter): boolean {
  const { pciId, vendor } = device;
  const id = bareId(device);
  if (pciId === null && !filter.has('slot')) return false;
  const [vendorId, deviceId] = pciId?.toLowerCase().split(':') ?? [];
  const [wantedVendor, wantedDevice, slot] = ['vendor', 'device', 'slot'].map((key) => filter.get(key));
  if (wantedVendor !== undefined && vendor?.toLowerCase() !== wantedVendor && vendorId !== hexId(wantedVendor)) return false;
  if (wantedDevice !== undefined && deviceId !== hexId(wantedDevice) && isIntegrated(id) !== wantsIntegrated(wantedDevice))
    return false;
  return slot === undefined || id.toLowerCase() === fullAddress(slot);
}

/** Four digits: for `0x56a0` and `56a0`. */
function hexId(text: string): string {
  return text.replace(/^0x/, '').padStart(4, '0');
}

function wantsIntegrated(word: string): boolean | null {
  return word === 'integrated' ? true : word === 'discrete' ? false : null;
}

/** Intel's own graphics have always stood there. */
function isIntegrated(id: string): boolean {
  return id.startsWith('0000:00:02.');
}
