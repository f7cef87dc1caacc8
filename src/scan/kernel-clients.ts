/** The kernel's own word on who owns a client: debugfs, for root, where its table has a client id. */
import { readClientTables } from '../drm/nodes/clients-table.js';
import type { Root } from '../procfs/root.js';
import type { DeviceIndex } from './device-index.js';
import type { KernelClient } from './sweep.js';

/** Empty where debugfs is not mounted, not ours to read, or older than the id column; none of that is a loss of fds. */
export function readKernelClients(root: Root, devices: DeviceIndex): KernelClient[] {
  const clients: KernelClient[] = [];
  for (const { pid, number, clientId } of readClientTables(root).rows) {
    const device = devices.ofNumber(number);
    if (device !== null && clientId !== null) clients.push({ device, clientId, pid });
  }
  return clients;
}
