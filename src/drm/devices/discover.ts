/**
 * What the devices are: the nodes of the listing put together to GPUs, and the facts about them that do not move.
 *
 * card0 and renderD128 of one GPU point at the same parent by `device`; that makes them one device. Two GPUs of one
 * driver have two parents and stay apart, on PCI or not. Names are what the rest of gpu-top joins on, so they are
 * unique: PCI_SLOT_NAME where there is one (fdinfo prints it as drm-pdev), else the parent's name, else the node's.
 */
import { Failure, type Files } from '../../procfs/files.js';
import { boundDriver, drmDriver } from './driver-name.js';
import { type Folder, type FileWatcher, openFolder } from './sysfs/folder.js';
import { nodeNumber } from './node-number.js';
import { type NodeEntry, type NodeKind, parseNodeName } from './nodes.js';
import { isPartition, type NodeNumbers, topologyOf, wholeOf } from './partitions.js';
import { isTransient } from './sysfs/transient-errors.js';
import { resolveInside } from './sysfs/resolve.js';
import { isPciAddress, type PciNumbers, pciNumbersOf, readUevent } from './sysfs/uevent.js';

export interface FoundDevice {
  readonly id: string;
  readonly driver: string | null;
  /** The driver's module; null: built into the kernel, or unknown. */
  readonly module: string | null;
  readonly nodes: readonly string[];
  readonly deviceNumbers: readonly (string | null)[];
  /** From pci.ids or the device tree, or null. */
  readonly name: string | null;
  /** The parent device's folder; null for a node that has none or whose folder cannot be reached. */
  readonly folder: Folder | null;
  /** The first node's folder, where i915 puts its files. */
  readonly nodeFolder: Folder | null;
}

interface FoundNode {
  readonly name: string;
  readonly kind: NodeKind;
  readonly number: number;
  readonly folder: Folder | null;
  readonly device: Folder | null;
  /** Of the device: what it is named by. */
  readonly uevent: ReadonlyMap<string, string>;
}

/** Nodes of one device. */
interface Group {
  readonly nodes: FoundNode[];
  /** Nodes of its partitions, which stand behind its own. */
  readonly partitions: FoundNode[];
  readonly uevent: ReadonlyMap<string, string>;
}

export interface DiscoverOptions {
  readonly files: Files;
  readonly sysDir: string;
  readonly devDir: string;
  readonly pciName: (numbers: PciNumbers) => string | null;
  readonly watcher: FileWatcher;
}

/**
 * Puts nodes together to devices, ordered by card number; render-only devices and accelerators follow.
 *
 * @returns the devices, and why nodes were left out: their folder could not be reached for another reason than being gone,
 *   or the names of their device could not be read now, and by another name it would be another device.
 */
export function discover(
  entries: readonly NodeEntry[],
  options: DiscoverOptions,
): { readonly devices: FoundDevice[]; readonly failures: readonly Failure[] } {
  const failures: Failure[] = [];
  const groups = new Map<string, Group>();
  const names = new Set<string>();
  for (const { path } of entries) {
    const node = findNode(path, options);
    if (node instanceof Failure) {
      if (!node.gone) failures.push(node);
      continue;
    }
    if (names.has(node.name)) continue;
    names.add(node.name);
    const group = groups.get(keyOf(node));
    if (group === undefined) groups.set(keyOf(node), { nodes: [node], partitions: [], uevent: node.uevent });
    else group.nodes.push(node);
  }
  joinPartitions(groups, options);
  const taken = new Set<string>();
  const sorted = [...groups.values()].map((group) => ({ ...group, nodes: inOrder(group.nodes) }));
  sorted.sort((a, b) => compareFirst(a.nodes, b.nodes));
  return { devices: sorted.map((group) => describe(group, options, taken)), failures };
}

/** What nodes of one device have in common. */
function keyOf({ name, uevent, device }: FoundNode): string {
  // A copy made without links holds the parent once for each node: there only the bus address tells they are one.
  return uevent.get('PCI_SLOT_NAME') ?? device?.path ?? `node ${name}`;
}

/** Gives the nodes of partitions to the GPU that they are parts of. */
function joinPartitions(groups: Map<string, Group>, { files, sysDir, watcher }: DiscoverOptions): void {
  const isPart = ({ nodes: [node], uevent }: Group): boolean => isPartition(node?.device?.path.split('/').at(-1) ?? '', uevent);
  const parts = [...groups].filter(([, group]) => isPart(group));
  if (parts.length === 0) return;
  const topology = topologyOf(openFolder(files, sysDir, '', watcher));
  const wholes = [...groups].flatMap(([key, { nodes, uevent }]) => {
    const isWhole = uevent.has('PCI_SLOT_NAME') && nodes[0]?.device != null && boundDriver(nodes[0].device, uevent) === 'amdgpu';
    return isWhole ? [{ pciAddress: key, numbers: numbersOf(nodes) }] : [];
  });
  for (const [key, { nodes }] of parts) {
    const whole = wholeOf(numbersOf(nodes), topology, wholes);
    if (whole === null) continue;
    groups.get(whole)?.partitions.push(...nodes);
    groups.delete(key);
  }
}

function numbersOf(nodes: readonly FoundNode[]): NodeNumbers {
  const first = (kind: NodeKind): number | null => inOrder(nodes).find((node) => node.kind === kind)?.number ?? null;
  return { card: first('card'), render: first('render') };
}

const KINDS: readonly NodeKind[] = ['card', 'render', 'accel'];

function inOrder(nodes: readonly FoundNode[]): FoundNode[] {
  return [...nodes].sort(byKindThenNumber);
}

function byKindThenNumber(a: FoundNode, b: FoundNode): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.number - b.number;
}

function compareFirst(a: readonly FoundNode[], b: readonly FoundNode[]): number {
  const [first, second] = [a[0], b[0]];
  return first === undefined || second === undefined ? 0 : byKindThenNumber(first, second);
}

function findNode(path: string, { files, sysDir, watcher }: DiscoverOptions): FoundNode | Failure {
  const resolved = resolveInside(files, sysDir, path);
  const name = (resolved instanceof Failure ? path : resolved).split('/').at(-1) ?? '';
  const parsed = parseNodeName(name);
  if (resolved instanceof Failure) return resolved;
  if (parsed === null) return new Failure('ENOENT', `${sysDir}/${path}`);
  const folder = openFolder(files, sysDir, resolved, watcher);
  const devicePath = resolveInside(files, sysDir, 'device', resolved);
  if (devicePath instanceof Failure && isTransient(devicePath)) return devicePath;
  const device = devicePath instanceof Failure ? null : openFolder(files, sysDir, devicePath, watcher);
  const uevent = device === null ? new Map<string, string>() : readUevent(device);
  return uevent instanceof Failure ? uevent : { name, ...parsed, folder, device, uevent };
}

function describe(
  { nodes: own, partitions, uevent }: Group,
  { files, sysDir, devDir, pciName, watcher }: DiscoverOptions,
  taken: Set<string>,
): FoundDevice {
  // The device is named by its own nodes, and looked into where they are.
  const nodes = [...own, ...inOrder(partitions)];
  const folder = nodes[0]?.device ?? null;
  const parentName = folder?.path.split('/').at(-1) ?? '';
  const slot = uevent.get('PCI_SLOT_NAME') ?? '';
  const pci = pciNumbersOf(uevent);
  const id = firstFree(
    [isPciAddress(slot) ? slot : '', parentName === 'device' ? '' : parentName, ...nodes.map((node) => node.name)],
    taken,
  );
  const driver = folder === null ? null : drmDriver(openFolder(files, sysDir, '', watcher), folder, uevent);
  return {
    id,
    driver: driver?.name ?? null,
    module: driver?.module ?? null,
    nodes: nodes.map((node) => node.name),
    deviceNumbers: nodes.map((node) => nodeNumber(files, devDir, node.name, node.folder)),
    name: (pci === null ? null : pciName(pci)) ?? uevent.get('OF_COMPATIBLE_0') ?? null,
    folder,
    nodeFolder: nodes[0]?.folder ?? null,
  };
}

function firstFree(candidates: readonly string[], taken: Set<string>): string {
  const free = candidates.find((candidate) => candidate !== '' && !taken.has(candidate)) ?? `device ${taken.size}`;
  taken.add(free);
  return free;
}
