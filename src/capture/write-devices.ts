/** The devices of a capture: the part of sysfs that was read, text nodes for /dev, and a pci.ids of their names. */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseUevent, pciNumbersOf } from '../drm/devices/sysfs/uevent.js';
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { IDENTITY_FILES } from '../drm/devices/drivers/amdgpu.js';
import { Failure } from '../procfs/files.js';
import { putTextNode } from '../procfs-tree/device-tree.js';
import type { TreeWriter } from '../procfs-tree/tree-writer.js';
import type { Tokens } from '../recording/scrub/tokens.js';
import type { Observed } from './observing-files.js';
import { scrubClientsTable } from './scrub-clients-table.js';

/** Writes what `observed` saw below `sysDir`; with tokens, the clients tables of debugfs without names, and no serial number. */
export function writeDevices(
  tree: TreeWriter,
  devices: readonly DeviceFacts[],
  { files, texts, links, others }: Observed,
  sysDir: string,
  tokens: Tokens | null,
): void {
  for (const [path, target] of links) tree.writeLink(`sys/${relative(sysDir, path)}`, target);
  for (const [path, text] of texts) {
    if (tokens !== null && IDENTITY_FILES.some((name) => path.endsWith(`/${name}`))) continue;
    tree.writeFile(`sys/${relative(sysDir, path)}`, tokens === null ? text : scrubbed(tokens, path, text));
  }
  for (const path of others) {
    const found = files.stat(path);
    if (!(found instanceof Failure) && found.isDirectory)
      mkdirSync(join(tree.root, 'sys', relative(sysDir, path)), { recursive: true });
  }
  for (const { nodes, deviceNumbers } of devices) {
    for (const [index, node] of nodes.entries()) {
      const [major, minor] = (deviceNumbers[index] ?? '').split(':').map(Number);
      const folder = node.startsWith('accel') ? 'accel' : 'dri';
      if (major !== undefined && minor !== undefined) putTextNode(tree, `dev/${folder}/${node}`, major, minor);
    }
  }
  const names = pciIds(devices, texts);
  if (names !== '') tree.writeFile('usr/share/misc/pci.ids', names);
}

/** A file of sysfs without names: the table of clients, and of a uevent the lines that tell device and driver. */
function scrubbed(tokens: Tokens, path: string, text: string): string {
  if (path.endsWith('/clients')) return scrubClientsTable(tokens, text);
  if (!path.endsWith('/uevent')) return text;
  return text
    .split('\n')
    .filter((line) => line === '' || NEEDED.has(line.split('=', 1)[0] ?? ''))
    .join('\n');
}

/** Keys of a uevent that the reader of devices goes by. */
const NEEDED: ReadonlySet<string> = new Set(['DRIVER', 'PCI_ID', 'PCI_SUBSYS_ID', 'PCI_SLOT_NAME', 'OF_COMPATIBLE_0']);

/** The lines of pci.ids(5) for these devices, whose names came from one. */
function pciIds(devices: readonly DeviceFacts[], texts: ReadonlyMap<string, string>): string {
  const lines = new Map<string, Set<string>>();
  for (const [path, text] of texts) {
    if (!path.endsWith('/uevent')) continue;
    const uevent = parseUevent(text);
    const numbers = pciNumbersOf(uevent);
    const name = devices.find(({ id }) => id === uevent.get('PCI_SLOT_NAME'))?.name ?? null;
    if (numbers === null || name === null) continue;
    const known = lines.get(numbers.vendor) ?? new Set();
    lines.set(numbers.vendor, known.add(`\t${numbers.device}  ${name}\n`));
  }
  return [...lines].map(([vendor, names]) => `${vendor}  vendor ${vendor}\n${[...names].sort().join('')}`).join('');
}
