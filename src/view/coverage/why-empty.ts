/** Why there is no row: what was looked at, what could not be seen, and which option or key helps. */
import type { Snapshot } from '../../ledger/snapshot.js';
import { count, coverageNotes } from './coverage.js';
import { devicesNamed } from '../devices/device-names.js';
import { parseFilter } from '../filter/filter.js';
import { engineNames, isCommonWord, parseMeasure, regionNames } from '../columns/measures.js';
import { printable } from '../text/printable.js';
import type { ViewOptions } from '../row/row.js';
import { buildRows, countIdle } from '../rows.js';

/** What widens the view, said so that it follows a colon: `--all shows them`. */
export interface Ways {
  readonly idle: string;
  readonly otherDevices: string;
}

const BY_OPTION: Ways = { idle: '--all', otherDevices: 'leave out --device' };

/**
 * Sentences for an empty table, the first the reason, the rest what helps; each to be wrapped on its own.
 *
 * @param ways by keys, where there are some
 * @throws UsageError when the filter cannot be understood
 */
export function whyEmpty(snapshot: Snapshot, options: ViewOptions, ways = BY_OPTION): string[] {
  const { devices, clients, silentFds, hosts } = snapshot;
  if (hosts !== undefined && hosts.length > 0 && hosts.every(({ trouble }) => trouble !== null)) return coverageNotes(snapshot);
  if (clients.length + silentFds.length > 0) return [...whyHidden(snapshot, options, ways), ...coverageNotes(snapshot)];
  return devices.length === 0 ? whyNoDevice(snapshot) : [...whyNoClient(snapshot), ...coverageNotes(snapshot)];
}

function whyNoDevice(snapshot: Snapshot): string[] {
  const { root } = snapshot.source;
  const sys = (path: string): string => printable(`${root.replace(/\/$/, '')}/sys/class/${path}`);
  return [
    `No DRM device: nothing in ${sys('drm')} or ${sys('accel')}, and no process holds a DRM fd.`,
    lookedAt(snapshot),
    ...coverageNotes(snapshot),
    "On a machine with a GPU: is its kernel driver loaded? In a container: mount the host's /sys and use --pid=host, or --proc.",
    'NVIDIA: the proprietary driver alone shows no DRM clients. gpu-top --demo shows simulated devices.',
  ];
}

function whyNoClient(snapshot: Snapshot): string[] {
  return [`No process holds a client of ${snapshot.devices.length === 1 ? 'this device' : 'these devices'}.`, lookedAt(snapshot)];
}

function whyHidden(snapshot: Snapshot, options: ViewOptions, ways: Ways): string[] {
  if (options.device !== null && buildRows(snapshot, { ...options, filter: '', all: true }).length === 0)
    return [
      `No process holds a client of ${nameDevice(snapshot, options.device)}.`,
      `Other devices have clients: ${ways.otherDevices}.`,
    ];
  const idle = countIdle(snapshot, options);
  if (idle > 0) return [allIdle(idle, options, ways.idle)];
  const unknown = unknownMeasures(snapshot, options.filter);
  const total = count(snapshot.clients.length, 'client', 'clients');
  return [`Nothing matches the filter '${printable(options.filter)}' (${total} in all).`, ...unknown];
}

function allIdle(idle: number, { by, filter }: ViewOptions, way: string): string {
  const thing = by === 'client' ? 'client' : 'row';
  if (idle === 1) return `The only ${thing}${filter === '' ? '' : ' that matches'} is idle: ${way} shows it.`;
  return `All ${idle} ${thing}s${filter === '' ? '' : ' that match'} are idle: ${way} shows them.`;
}

function unknownMeasures(snapshot: Snapshot, filter: string): string[] {
  const known = [...engineNames(snapshot), ...regionNames(snapshot)];
  const missing = parseFilter(filter)
    .measures.map((key) => parseMeasure(key).name)
    .filter((name) => !known.includes(name) && !known.includes(name.toLowerCase()) && !isCommonWord(name));
  if (missing.length === 0) return [];
  const there = known.length === 0 ? 'no client shows any yet' : `there are ${known.map((name) => printable(name)).join(', ')}`;
  return [`No engine or region here is called ${missing.map((name) => `'${printable(name)}'`).join(' or ')}; ${there}.`];
}

function nameDevice(snapshot: Snapshot, name: string): string {
  return devicesNamed(snapshot.devices, name).length > 0 ? printable(name) : `a device '${printable(name)}'`;
}

function lookedAt({ cost }: Snapshot): string {
  return `Looked at ${count(cost.processes, 'process', 'processes')} and ${count(cost.fdsChecked, 'fd', 'fds')} (strategy ${cost.strategy}).`;
}
