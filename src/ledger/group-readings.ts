/**
 * Readings sorted into clients and silent fds.
 *
 * A client is what prints a driver and a client id. All readings of one client in a sweep are the same counters at
 * slightly different times, since the client is one open file behind many fds.
 */
import type { Fdinfo } from '../drm/fdinfo/fdinfo.js';
import { rereadFdinfo } from '../drm/fdinfo/reread-fdinfo.js';
import type { Reading, Sweep } from '../scan/sweep.js';
import { namedDevice, resolveDevices, type ClientReading } from './resolve-device.js';
import { clientIdentity, type LedgerState, type ParsedReading } from './state.js';

export interface ClientGroup {
  readonly identity: string;
  readonly device: string;
  readonly clientId: string;
  /** At least one, the most telling first: the ledger counts by that one. */
  readonly readings: readonly [ClientReading, ...ClientReading[]];
}

export interface SilentReading {
  readonly reading: Reading;
  readonly fdinfo: Fdinfo;
}

export interface GroupedReadings {
  /** In the order in which they are shown. */
  readonly clients: readonly ClientGroup[];
  readonly silent: readonly SilentReading[];
  /** For the next sweep. */
  readonly parsed: readonly ParsedReading[];
}

/** One object for what is done with it now and for the next sweep. */
interface ParsedClient extends ParsedReading, ClientReading {
  device: string | null;
  identity: string | null;
}

/** Sorts a sweep's readings; the outcome does not depend on their order. */
export function groupReadings(sweep: Sweep, state: LedgerState): GroupedReadings {
  const { readings, devices: facts } = sweep;
  const parsed: ParsedReading[] = [];
  const silent: SilentReading[] = [];
  const ofClients: ParsedClient[] = [];
  /** Each of those in the sweep before. */
  const earlier: (ParsedReading | undefined)[] = [];
  const last = new LastReadings(state.parsed);
  let isEachNamed = true;
  for (let i = 0; i < readings.length; i++) {
    const reading = readings[i];
    if (reading === undefined) break;
    const before = last.of(reading);
    const said = rereadFdinfo(before?.said, reading.text);
    const { fdinfo } = said;
    const { driver, clientId } = fdinfo;
    if (driver === null || clientId === null) {
      parsed.push({ reading, said, device: null, identity: null });
      silent.push({ reading, fdinfo });
      continue;
    }
    const named = namedDevice(fdinfo, driver, reading, facts);
    if (named === null) isEachNamed = false;
    const now: ParsedClient = { reading, said, fdinfo, driver, clientId, named, device: null, identity: null };
    parsed.push(now);
    ofClients.push(now);
    earlier.push(before);
  }
  const devices = isEachNamed ? null : resolveDevices(ofClients, facts, state.clients.values());
  const groups = new Map<string, ClientGroup & { readings: [ClientReading, ...ClientReading[]] }>();
  for (let i = 0; i < ofClients.length; i++) {
    const each = ofClients[i];
    if (each === undefined) break;
    const { clientId } = each;
    const device = devices?.[i] ?? each.named ?? each.driver;
    const identity = identityOf(device, clientId, earlier[i]);
    each.device = device;
    each.identity = identity;
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { identity, device, clientId, readings: [each] });
    else group.readings.push(each);
  }
  if (groups.size < ofClients.length)
    for (const { readings } of groups.values()) if (readings.length > 1) readings.sort(moreTelling);
  silent.sort((a, b) => byPlace(a.reading, b.reading));
  return { clients: inOrder(groups, state.clients), silent, parsed };
}

/** The same string for as long as a fd is of one client: whoever looks it up finds it without comparing letters. */
function identityOf(device: string, clientId: string, before: ParsedReading | undefined): string {
  const isSame = before?.identity != null && before.device === device && before.said.fdinfo.clientId === clientId;
  return (isSame ? before.identity : null) ?? clientIdentity(device, clientId);
}

/** Nearly always those of the sweep before in their order, which is quickly sorted. */
function inOrder(groups: ReadonlyMap<string, ClientGroup>, before: LedgerState['clients']): ClientGroup[] {
  const clients: ClientGroup[] = [];
  for (const identity of before.keys()) {
    const group = groups.get(identity);
    if (group !== undefined) clients.push(group);
  }
  if (clients.length < groups.size) for (const group of groups.values()) if (!before.has(group.identity)) clients.push(group);
  return clients.sort(byDeviceAndId);
}

type Placed = Pick<ClientGroup, 'device' | 'clientId'>;

/** The order in which clients are shown. */
export function byDeviceAndId(a: Placed, b: Placed): number {
  if (a.device !== b.device) return a.device < b.device ? -1 : 1;
  // Ids are numbers without leading zeros, so the shorter one is the smaller.
  return a.clientId.length - b.clientId.length || (a.clientId < b.clientId ? -1 : 1);
}

/** The readings of the sweep before. Nearly always fds stand in the same order again. */
class LastReadings {
  readonly #readings: readonly ParsedReading[];
  #next = 0;
  #places: ReadonlyMap<string, number> | null = null;

  constructor(readings: readonly ParsedReading[]) {
    this.#readings = readings;
  }

  /** The one of the same fd. */
  of({ pid, fd }: Reading): ParsedReading | undefined {
    const expected = this.#readings[this.#next];
    if (expected?.reading.pid === pid && expected.reading.fd === fd) {
      this.#next++;
      return expected;
    }
    this.#places ??= new Map(this.#readings.map(({ reading }, at) => [`${reading.pid}/${reading.fd}`, at]));
    const place = this.#places.get(`${pid}/${fd}`);
    if (place === undefined) return undefined;
    this.#next = place + 1;
    return this.#readings[place];
  }
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
