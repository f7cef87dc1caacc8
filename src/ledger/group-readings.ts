/**
 * Readings sorted into clients and silent fds.
 *
 * A client is what prints a driver and a client id. All readings of one client in a sweep are the same counters at
 * slightly different times, since the client is one open file behind many fds.
 */
import type { Fdinfo } from '../drm/fdinfo/fdinfo.js';
import { rereadFdinfo } from '../drm/fdinfo/reread-fdinfo.js';
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
  /** What each text says, for the next sweep. */
  readonly parsed: readonly ParsedText[];
}

/** Sorts a sweep's readings; the outcome does not depend on their order. */
export function groupReadings(sweep: Sweep, state: LedgerState): GroupedReadings {
  const parsed: ParsedText[] = [];
  const ofClients: ClientReading[] = [];
  const silent: SilentReading[] = [];
  const said = new Said(state.parsed);
  for (const reading of sweep.readings) {
    const { pid, fd, text } = reading;
    const before = said.by(pid, fd);
    const now = rereadFdinfo(before?.said, text);
    parsed.push(now === before?.said ? before : { pid, fd, said: now });
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
  const clients: ClientGroup[] = [];
  for (const [identity, { device, readings }] of groups) {
    if (readings.length > 1) readings.sort(moreTelling);
    clients.push({ identity, device, readings });
  }
  silent.sort((a, b) => byPlace(a.reading, b.reading));
  return { clients, silent, parsed };
}

/** What fds said in the sweep before. Nearly always they stand in the same order again. */
class Said {
  readonly #texts: readonly ParsedText[];
  #next = 0;
  #places: ReadonlyMap<string, number> | null = null;

  constructor(texts: readonly ParsedText[]) {
    this.#texts = texts;
  }

  by(pid: number, fd: number): ParsedText | undefined {
    const expected = this.#texts[this.#next];
    if (expected?.pid === pid && expected.fd === fd) {
      this.#next++;
      return expected;
    }
    this.#places ??= new Map(this.#texts.map((each, at) => [`${each.pid}/${each.fd}`, at]));
    const place = this.#places.get(`${pid}/${fd}`);
    if (place === undefined) return undefined;
    this.#next = place + 1;
    return this.#texts[place];
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
