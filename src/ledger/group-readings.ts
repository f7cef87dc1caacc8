/**
 * Readings sorted into clients and silent fds.
 *
 * A client is what prints a driver and a client id. All readings of one client in a sweep are the same counters at
 * slightly different times, since the client is one open file behind many fds.
 */
import type { Fdinfo } from '../drm/fdinfo.js';
import { parseFdinfo } from '../drm/parse-fdinfo.js';
import type { Reading, Sweep } from '../scan/sweep.js';
import { resolveDevices, type ClientReading } from './resolve-device.js';
import { clientIdentity, type LedgerState, type ParsedText } from './state.js';

export interface ClientGroup {
  readonly identity: string;
  readonly device: string;
  /** At least one, the most telling first: the ledger counts by that one. */
  readonly readings: readonly [ClientReading, ...ClientReading[]];
}

export interface SilentReading {
  readonly reading: Reading;
  readonly fdinfo: Fdinfo;
}

export interface GroupedReadings {
  readonly clients: readonly ClientGroup[];
  readonly silent: readonly SilentReading[];
  /** What each fd's text says, for the next sweep. */
  readonly parsed: ReadonlyMap<number, ParsedText>;
}

/** fd numbers are below 2^31, pids below 2^22: together they are exact in a double. */
const FD_END = 2 ** 31;

/** Sorts a sweep's readings; the outcome does not depend on their order. */
export function groupReadings(sweep: Sweep, state: LedgerState): GroupedReadings {
  const parsed = new Map<number, ParsedText>();
  const ofClients: ClientReading[] = [];
  const silent: SilentReading[] = [];
  for (const reading of sweep.readings) {
    const { pid, fd, text } = reading;
    const place = pid * FD_END + fd;
    const before = state.parsed.get(place);
    // Compared with what the same fd said before, which ends at the first digit that moved; a map by text would have to hash all of it.
    const now = before?.text === text ? before : { text, fdinfo: parseFdinfo(text) };
    parsed.set(place, now);
    const { fdinfo } = now;
    const { driver, clientId } = fdinfo;
    if (driver === null || clientId === null) silent.push({ reading, fdinfo });
    else ofClients.push({ reading, fdinfo, driver, clientId });
  }
  const devices = resolveDevices(ofClients, sweep.devices, state.clients.values());
  const groups = new Map<string, { device: string; readings: [ClientReading, ...ClientReading[]] }>();
  ofClients.forEach((each, at) => {
    const device = devices[at] ?? each.driver;
    const identity = clientIdentity(device, each.clientId);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { device, readings: [each] });
    else group.readings.push(each);
  });
  const clients = [...groups].map(([identity, { device, readings }]) => {
    return { identity, device, readings: readings.sort(moreTelling) };
  });
  silent.sort((a, b) => byPlace(a.reading, b.reading));
  return { clients, silent, parsed };
}

function byPlace(a: Reading, b: Reading): number {
  return a.pid - b.pid || a.fd - b.fd;
}

/**
 * The one with the fewest lines lost and the most engines; of those the one that has counted furthest (in a tree that
 * somebody writes, one holder's file may lag behind), and of equals the latest, whose interval is the freshest.
 */
function moreTelling(a: ClientReading, b: ClientReading): number {
  const lost = a.fdinfo.badLines.length - b.fdinfo.badLines.length;
  const engines = b.fdinfo.engines.size - a.fdinfo.engines.size;
  const further = lost || engines || compare(counted(b.fdinfo), counted(a.fdinfo));
  return further || compare(b.reading.atNs, a.reading.atNs) || byPlace(a.reading, b.reading);
}

function counted({ engines }: Fdinfo): bigint {
  let sum = 0n;
  for (const { busyNs, cycles } of engines.values()) sum += (busyNs ?? 0n) + (cycles ?? 0n);
  return sum;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
