/** The devices of a capture: the part of sysfs that was read, text nodes for /dev, and a pci.ids of their names. */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseUevent, pciNumbersOf } from '../drm/devices/sysfs/uevent.js';
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { IDENTITY_FILES } from '../drm/devices/drivers/amdgpu.js';
import { NODE_KEYS } from '../kfd/topology.js';
import { INFORMATION_KEYS } from '../nvidia/information.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { putTextNode } from '../procfs-tree/device-tree.js';
import type { TreeWriter } from '../procfs-tree/tree-writer.js';
import type { Tokens } from '../recording/scrub/tokens.js';
import type { Observed } from './observing-files.js';
import { scrubClientsTable } from './scrub-clients-table.js';

/** Writes what `observed` saw of sysfs and of NVIDIA's modules; with tokens, the clients tables of debugfs without names, and no serial number. */
export function writeDevices(
  tree: TreeWriter,
  devices: readonly DeviceFacts[],
  { files, texts, bytes, links, others }: Observed,
  { sys, proc }: Pick<Root, 'sys' | 'proc'>,
  tokens: Tokens | null,
): void {
  const inTree = (path: string): string =>
    path.startsWith(`${proc}/`) ? `proc/${relative(proc, path)}` : `sys/${relative(sys, path)}`;
  for (const [path, target] of links) tree.writeLink(inTree(path), target);
  for (const [path, text] of texts) {
    if (tokens !== null && IDENTITY_FILES.some((name) => path.endsWith(`/${name}`))) continue;
    tree.writeFile(inTree(path), tokens === null ? text : scrubbed(tokens, path, text));
  }
  for (const [path, content] of bytes) tree.writeFile(inTree(path), content);
  for (const path of others) {
    const found = files.stat(path);
    if (!(found instanceof Failure) && found.isDirectory) mkdirSync(join(tree.root, inTree(path)), { recursive: true });
  }
  for (const { nodes, deviceNumbers } of devices) {
    for (const [index, node] of nodes.entries()) {
      const [major, minor] = (deviceNumbers[index] ?? '').split(':').map(Number);
      const folder = /^(?:accel|nvidia)/.exec(node)?.[0] ?? 'dri';
      const place = folder === 'nvidia' ? node : `${folder}/${node}`;
      if (major !== undefined && minor !== undefined) putTextNode(tree, `dev/${place}`, major, minor);
    }
  }
  const names = pciIds(devices, texts);
  if (names !== '') tree.writeFile('usr/share/misc/pci.ids', names);
}

/** A file without names: the table of clients, and of files that hold more than is read, the lines that are. */
function scrubbed(tokens: Tokens, path: string, text: string): string {
  if (path.endsWith('/clients')) return scrubClientsTable(tokens, text);
  if (path.includes('/class/kfd/')) return path.endsWith('/properties') ? linesOf(text, ' ', NODE_KEYS) : numberOf(tokens, text);
  if (path.endsWith('/information')) return linesOf(text, ':', INFORMATION_KEYS);
  return path.endsWith('/uevent') ? linesOf(text, '=', NEEDED) : text;
}

function linesOf(text: string, separator: string, keys: readonly string[]): string {
  return text
    .split('\n')
    .filter((line) => line === '' || keys.includes(line.split(separator, 1)[0]?.trim() ?? ''))
    .join('\n');
}

/** KFD's files hold one each. */
function numberOf(tokens: Tokens, text: string): string {
  return /^\s*\d{0,20}\s*$/.test(text) ? text : tokens.word('text', text);
}

/** Keys of a uevent that the reader of devices goes by. */
const NEEDED: readonly string[] = ['DRIVER', 'PCI_ID', 'PCI_SUBSYS_ID', 'PCI_SLOT_NAME', 'OF_COMPATIBLE_0'];

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
