/**
 * From a snapshot to the rows of the client table: group, filter, hide what is idle, sort. Screen, table, JSON and CSV
 * all show what this returns, so the same options mean the same everywhere.
 */
import type { Device, Snapshot } from '../ledger/snapshot.js';
import { devicesNamed } from './devices/device-names.js';
import { deviceLabel } from './devices/devices.js';
import { mainMemory } from './devices/main-memory.js';
import { parseFilter, type Filter } from './filter/filter.js';
import { groupMembers } from './row/grouping.js';
import { makeRow, type Place } from './row/make-row.js';
import type { Row, ViewOptions } from './row/row.js';
import { sortRows } from './sort.js';

/** What becomes rows, and the devices they are on. */
type Rowed = Pick<Snapshot, 'devices' | 'clients' | 'silentFds'>;

/**
 * The rows to show, in order. Idle rows are left out unless `all` is set or the filter itself speaks of `idle`; rows about
 * which nothing is known (first sight, no statistics) are not idle.
 *
 * A filter looks at rows, not at what they are made of: with `by: 'user'`, `gfx>50` asks for users, not for clients.
 *
 * @param filter the parsed `options.filter`, for callers that keep one
 * @throws UsageError when `options.filter` cannot be understood
 */
export function buildRows(snapshot: Rowed, options: ViewOptions, filter: Filter = parseFilter(options.filter)): Row[] {
  const { averages } = options;
  const matching = matchingRows(snapshot, options, filter);
  const rows = options.all || filter.mentionsIdle ? matching : matching.filter((row) => !row.idle);
  return sortRows(rows, options.sort, options.reverse, averages);
}

/** The rows that the filter lets through, idle or not, in no order: for who hides some of them before they are put in order. */
export function matchingRows(snapshot: Rowed, options: ViewOptions, filter: Filter): Row[] {
  const all = allRows(snapshot, options);
  return filter.text === '' ? all : all.filter((row) => filter.matches(row, options.averages));
}

/** How many rows `buildRows` leaves out only because they are idle. */
export function countIdle(snapshot: Snapshot, options: ViewOptions, filter: Filter = parseFilter(options.filter)): number {
  if (options.all || filter.mentionsIdle) return 0;
  return allRows(snapshot, options).filter((row) => row.idle && filter.matches(row, options.averages)).length;
}

function allRows(snapshot: Rowed, options: ViewOptions): Row[] {
  const devices = new Map(snapshot.devices.map((device) => [device.id, device]));
  const { device: name } = options;
  const meant = new Set(name === null ? [] : devicesNamed(snapshot.devices, name).map(({ id }) => id));
  // A client can name a device that /sys does not show (a container without /sys); then its id is all there is.
  const isUnlisted = (id: string | null): boolean => !devices.has(id ?? '') && id?.toLowerCase() === name?.toLowerCase();
  const wanted = (id: string | null): boolean => meant.has(id ?? '') || isUnlisted(id);
  const { clients, silentFds } = snapshot;
  const members =
    name === null
      ? groupMembers(clients, silentFds, options.by)
      : groupMembers(
          clients.filter((client) => wanted(client.device)),
          silentFds.filter((silent) => wanted(silent.device)),
          options.by,
        );
  const places = new Map<string | null, Place>();
  return members.map((group) => {
    let place = places.get(group.device);
    if (place === undefined) places.set(group.device, (place = placeOf(group.device, devices)));
    return makeRow(group, options.by, place);
  });
}

function placeOf(id: string | null, devices: ReadonlyMap<string, Device>): Place {
  const device = devices.get(id ?? '');
  if (device === undefined) return { device: id, deviceLabel: id ?? '', deviceNodes: [], mainRegions: [] };
  const mainRegions = mainMemory(device)?.regions ?? [];
  return { device: id, deviceLabel: deviceLabel(device), deviceNodes: device.nodes, mainRegions };
}
