/** The user's view options against the first snapshot: what only a snapshot can tell right from wrong. */
import type { Snapshot } from '../ledger/snapshot.js';
import { checkDevice } from '../view/devices/devices.js';
import { parseFilter } from '../view/filter/filter.js';
import type { ViewOptions } from '../view/row/row.js';
import { checkMeasures, checkSort } from '../view/sort.js';

/**
 * Once, at the first tick: later an engine or a device may well be gone, and that is no mistake of the user.
 *
 * @throws UsageError naming the bad value and what would be right
 */
export function checkView(snapshot: Snapshot, options: ViewOptions): void {
  if (options.sort !== null) checkSort(options.sort, snapshot);
  checkMeasures(parseFilter(options.filter).measures, snapshot);
  const knownToClients = snapshot.clients.some((client) => client.device === options.device);
  if (options.device !== null && !knownToClients) checkDevice(snapshot.devices, options.device);
}
