/** Devices as a view names and picks them. */
import type { Device } from '../../ledger/snapshot.js';
import { UsageError } from '../../errors/usage-error.js';
import { deviceNames, devicesNamed, onHost } from './device-names.js';
import { nearest } from '../text/nearest.js';
import { printable } from '../text/printable.js';
import { cellWidth, cut } from '../text/text.js';

/** The short name of a device: its first node (`card1`; of several machines `box:card1`), else its id. */
export function deviceLabel({ id, nodes: [node], host }: Pick<Device, 'id' | 'nodes' | 'host'>): string {
  return node === undefined ? id : onHost(host, node);
}

/** A GPU in eight partitions has sixteen nodes; beside its label the next one and their number will do. */
const MOST_NODES = 4;

/** The nodes that are shown beside a device's label: `renderD128`, `renderD128 +14`. */
export function furtherNodes({ nodes }: Pick<Device, 'nodes'>): string {
  return nodes.length <= MOST_NODES ? nodes.slice(1).join(' ') : `${nodes[1]} +${nodes.length - 2}`;
}

/**
 * A label in so many cells, as far as that goes, with its node whole: of `render-07.example.org:card1` the domain is left out, then
 * the middle of the name, for names of machines often differ at their end.
 */
export function shortDeviceLabel(label: string, cells: number): string {
  const at = label.lastIndexOf(':');
  if (cellWidth(label) <= cells || at < 1) return label;
  const [host, node] = [label.slice(0, at), label.slice(at)];
  // An address has no domain.
  const name = /^[\d.:]+$/.test(host) ? host : host.replace(/\..*$/, '');
  const room = cells - node.length;
  if (cellWidth(name) <= room) return name + node;
  const tail = /^[ -~]*$/.test(name) ? Math.max(0, Math.floor((room - 1) / 2)) : 0;
  return cut(name, Math.max(2, room - tail)) + name.slice(name.length - tail) + node;
}

/**
 * Checks what the user gave as `--device`.
 *
 * @throws UsageError when no device answers to `name`, naming those that are there
 */
export function checkDevice(devices: readonly Device[], name: string): void {
  if (devicesNamed(devices, name).length > 0) return;
  const shown = printable(name, 80);
  if (devices.length === 0) throw new UsageError(`no device '${shown}': this machine shows no DRM device at all`);
  const list = devices.map((device) => [deviceLabel(device), device.driver, device.id].filter(Boolean).join(' ')).join('; ');
  const guess = nearest(name, devices.flatMap(deviceNames));
  throw new UsageError(`no device '${shown}'${guess === null ? '' : ` (did you mean '${guess}'?)`}: there is ${list}`);
}
