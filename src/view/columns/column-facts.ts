/**
 * What decides which columns there are. A snapshot comes every second, and hardly ever another set of columns with it: who draws
 * again and again compares these.
 */
import type { Snapshot } from '../../ledger/snapshot.js';
import { CLIENT_FACTS } from '../../measures/client-facts.js';
import { deviceLabel } from '../devices/devices.js';
import { engineNames, regionNames } from './measures.js';
import { printable } from '../text/printable.js';
import type { Grouping } from '../row/row.js';
import { cellWidth } from '../text/text.js';

/** All that a snapshot says about columns. Plain values: equal as JSON, equal in columns. */
export interface ColumnFacts {
  readonly by: Grouping;
  /** In the order of the view. Raw. */
  readonly engines: readonly string[];
  readonly regions: readonly string[];
  readonly severalDevices: boolean;
  readonly severalDrivers: boolean;
  readonly anyUnit: boolean;
  /** Names of the facts of fdinfo that some client has any of. */
  readonly clientFacts: readonly string[];
  /** Cells that the longest `kfd-host:4242` wants; 0 where there is none. */
  readonly occupantCells: number;
  /** Cells that the devices' names want. */
  readonly deviceCells: number;
}

const DEVICE_LEAST = 5;
const DEVICE_MOST = 12;
/** `HOST:card0`. */
const DEVICE_MOST_AFAR = 20;

export function columnFacts(snapshot: Snapshot, by: Grouping): ColumnFacts {
  const { devices, clients, hosts } = snapshot;
  const labels = devices.map((device) => cellWidth(printable(deviceLabel(device))));
  const firstDevice = devices[0]?.id ?? clients[0]?.device;
  const working = devices.filter(({ engines }) => engines.size > 0);
  const firstDriver = working.length > 0 ? working[0]?.driver : clients[0]?.driver;
  const known = new Set<string>();
  let severalDevices = devices.length > 1;
  let severalDrivers = working.some(({ driver }) => driver !== firstDriver);
  let anyUnit = false;
  let occupantCells = 0;
  // Of all clients in each frame: once.
  for (const { device, driver, owner, facts, occupant, clientId } of clients) {
    if (device !== firstDevice) severalDevices = true;
    if (driver !== firstDriver) severalDrivers = true;
    if (owner.unit !== null) anyUnit = true;
    if (occupant?.isRow === true && clientId.length > occupantCells) occupantCells = clientId.length;
    if (facts.size > 0) for (const [name, value] of facts) if (value > 0) known.add(name);
  }
  return {
    by,
    engines: engineNames(snapshot),
    regions: regionNames(snapshot),
    severalDevices,
    severalDrivers,
    anyUnit,
    clientFacts: CLIENT_FACTS.flatMap(({ name }) => (known.has(name) ? name : [])),
    occupantCells,
    deviceCells: Math.min(hosts === undefined ? DEVICE_MOST : DEVICE_MOST_AFAR, Math.max(DEVICE_LEAST, ...labels)),
  };
}
