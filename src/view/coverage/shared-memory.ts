/** Where a sum over clients may count a buffer more than once: a buffer that two share stands in the figures of both. */
import type { Snapshot } from '../../ledger/snapshot.js';
import { bytes } from '../text/numbers.js';
import { printable } from '../text/printable.js';
import { deviceLabel } from '../devices/devices.js';
import { count } from './coverage.js';

/** One sentence for each device with clients that share, with a final stop. */
export function sharedMemoryNotes({ clients, devices }: Pick<Snapshot, 'clients' | 'devices'>): string[] {
  return devices.flatMap((device) => {
    const shared = clients
      .filter((client) => client.device === device.id)
      .map(({ memory }) => [...memory.values()].reduce((sum, { sharedBytes }) => sum + (sharedBytes ?? 0), 0))
      .filter((each) => each > 0);
    if (shared.length < 2) return [];
    const all = bytes(shared.reduce((sum, each) => sum + each, 0));
    return `${printable(deviceLabel(device))}: of the memory of ${count(shared.length, 'client', 'clients')} ${all} is shared, and a buffer that several of them share counts in each. What the driver or the kernel tells of the whole device, and of a unit (dmem), counts it once.`;
  });
}
