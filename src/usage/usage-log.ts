/**
 * Who used what in the last minute, ten minutes and hour: a fold over snapshots, with no clock of its own. What is added up are the
 * gains of the clients' counters, as the exporter counts them, so that nothing falls between two samples; clients that ended stay in for
 * as long as the longest span. What is kept is bounded: about 9 KB a client, and so many clients; what others do is counted together.
 */
import { numberOf } from '../ledger/big-numbers.js';
import { ratedGain, startOf } from '../metrics/gains.js';
import type { Client, Device, EngineUse, Snapshot } from '../ledger/snapshot.js';
import { mainBytesOf, mainMemory, type MainMemory } from '../view/devices/main-memory.js';
import { Totals } from './totals.js';

/** The spans that one can ask for, s. */
export const SPANS = [60, 600, 3600] as const;

export interface UsageOptions {
  /** Spans to keep, s, the longest last. */
  readonly spans?: readonly number[];
  /** Clients that are told apart. */
  readonly mostClients?: number;
}

/** An engine group in the order in which it came. */
export interface EngineColumn {
  readonly name: string;
  /** Its column in the totals. */
  readonly at: number;
  capacity: number;
}

/** What is added up of one client, or of all that are not told apart. Its bytes are of its device's main memory. */
export interface Entry {
  readonly device: string;
  readonly driver: string;
  readonly host: string | undefined;
  /** As it was seen last; null: of clients that are not told apart. */
  client: Client | null;
  /** From when on it is counted, ms on the log's timeline. */
  readonly sinceMs: number;
  /** When it was first seen, and first not seen; null: it was there from the start, or is there. */
  readonly beganMs: number | null;
  endedMs: number | null;
  seenMs: number;
  readonly engines: EngineColumn[];
  /** The names that its client's engines had last, and the engine of each; undefined: there are too many. */
  names: readonly string[];
  byPlace: readonly (EngineColumn | undefined)[];
  /** The column of its bytes in the totals. */
  readonly bytesAt: number;
}

/** What is kept of a device. No engines: what they did is the sum of its clients. */
export interface DeviceEntry {
  facts: Device;
  memory: MainMemory | null;
  readonly sinceMs: number;
  seenMs: number;
  readonly bytesAt: number;
  readonly others: Entry;
}

type EntryPlace = Pick<Entry, 'device' | 'driver'> & { readonly host?: string | undefined };

/** More engines than any driver has; further ones are not kept. */
const MOST_ENGINES = 24;
const MOST_DEVICES = 256;

/** In place of a counter that the kernel does not print: nothing is more than this. */
const NO_COUNTER = Infinity;

export class UsageLog {
  readonly spans: readonly number[];
  readonly #mostClients: number;
  readonly #entries = new Map<string, Entry>();
  readonly #devices = new Map<string, DeviceEntry>();
  #totals: Totals;
  /** Those that were not in the last snapshot, but in an earlier one. */
  readonly #returned: { readonly entry: Entry; readonly sinceMs: number }[] = [];
  #startNs: bigint | null = null;
  #atNs: bigint | null = null;
  #nowMs = 0;
  /** Entries of clients that are in the newest snapshot. */
  #seen = 0;
  #wallMs = 0;
  #comings = 0;

  constructor({ spans = SPANS, mostClients = 1000 }: UsageOptions = {}) {
    this.spans = spans;
    this.#mostClients = mostClients;
    this.#totals = new Totals(spans);
  }

  /** Ms since the first snapshot; what moments of entries are counted in. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Wall time of the newest snapshot, ms. */
  get wallMs(): number {
    return this.#wallMs;
  }

  /** How often somebody came or went so far: while this stands still, so do all moments of entries. */
  get comings(): number {
    return this.#comings;
  }

  /** What the columns of entries and devices hold. */
  get totals(): Totals {
    return this.#totals;
  }

  get entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  entry(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  get devices(): Iterable<DeviceEntry> {
    return this.#devices.values();
  }

  /** Takes the next snapshot; the same once more changes nothing. An older one begins anew: a recording was wound back. */
  add(snapshot: Snapshot): void {
    const { atNs } = snapshot;
    if (atNs === this.#atNs) return;
    if (this.#startNs === null || this.#atNs === null || atNs < this.#atNs) {
      this.#startNs = atNs;
      this.#entries.clear();
      this.#devices.clear();
      this.#totals = new Totals(this.spans);
    }
    const isFirst = atNs === this.#startNs;
    this.#atNs = atNs;
    const beforeMs = isFirst ? 0 : this.#nowMs;
    this.#nowMs = Number(atNs - this.#startNs) / 1e6;
    this.#wallMs = snapshot.wallMs;
    this.#totals.begin();
    for (const device of snapshot.devices) this.#seeDevice(device);
    this.#seen = 0;
    for (const client of snapshot.clients) this.#seeClient(client, snapshot, isFirst ? null : beforeMs);
    this.#totals.goOn(beforeMs, this.#nowMs);
    for (const { entry, sinceMs } of this.#returned) this.#totals.catchUp(columnsOf(entry), entry.bytesAt, sinceMs, this.#nowMs);
    this.#returned.length = 0;
    this.#forget();
  }

  #seeDevice(device: Device): void {
    let entry = this.#devices.get(device.id);
    if (entry === undefined) {
      if (this.#devices.size >= MOST_DEVICES) return;
      const others = this.#newEntry({ device: device.id, driver: device.driver ?? '', host: device.host }, null, null);
      const nowMs = this.#nowMs;
      entry = { facts: device, memory: null, sinceMs: nowMs, seenMs: nowMs, bytesAt: this.#totals.addMemory(), others };
      this.#devices.set(device.id, entry);
    }
    entry.facts = device;
    entry.seenMs = this.#nowMs;
    const memory = mainMemory(device);
    // Asleep it may not tell; what it was called and how much there is stays true.
    entry.memory = memory ?? entry.memory;
    this.#totals.bytes[entry.bytesAt] = memory?.usedBytes ?? NaN;
  }

  /** @param beforeMs when the snapshot before was taken; null: this is the first */
  #seeClient(client: Client, snapshot: Snapshot, beforeMs: number | null): void {
    const device = this.#devices.get(client.device);
    let entry = this.#entries.get(client.key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#mostClients && !this.#makeRoom()) {
        if (device !== undefined) this.#count(device.others, client, snapshot, beforeMs === null);
        return;
      }
      entry = this.#newEntry(client, client, beforeMs);
      this.#entries.set(client.key, entry);
      this.#comings += 1;
    } else if (beforeMs !== null && entry.seenMs < beforeMs) this.#returned.push({ entry, sinceMs: entry.seenMs });
    this.#count(entry, client, snapshot, beforeMs === null);
    entry.client = client;
    entry.seenMs = this.#nowMs;
    this.#seen += 1;
    if (entry.endedMs !== null) this.#comings += 1;
    entry.endedMs = null;
    this.#totals.bytes[entry.bytesAt] = (device?.memory == null ? null : mainBytesOf(client, device.memory)) ?? NaN;
  }

  /**
   * Adds what a client did since it was last counted; on first sight nothing, where it was there before anybody looked. Of clients that are not told
   * apart no counters are remembered: they count from their reading before.
   */
  #count(entry: Entry, client: Client, snapshot: Snapshot, isFirst: boolean): void {
    const { engines } = client;
    // It may make columns.
    if (engines.names !== entry.names) this.#meet(entry, engines.names);
    const totals = this.#totals;
    const { countedNs } = totals;
    const isTold = entry.client !== null && !isFirst;
    const { list } = engines;
    const { byPlace } = entry;
    // By places: of all engines of all clients in each tick.
    for (let i = 0; i < list.length; i++) {
      const use = list[i];
      const engine = byPlace[i];
      if (use === undefined || engine === undefined) continue;
      const { at } = engine;
      const fromNs = countedNs[at] ?? NaN;
      const isKnown = fromNs >= 0;
      // Most engines, most of the time: the counter is where it was.
      if (use.ratio === 0 && isKnown) continue;
      const { busyNs, capacity } = use.counters;
      if (!isTold || !isKnown || busyNs === null) {
        this.#countEngine(entry, engine, use, client, snapshot, isFirst);
        continue;
      }
      const nowNs = numberOf(busyNs);
      countedNs[at] = nowNs;
      if (capacity > engine.capacity) engine.capacity = capacity;
      if (nowNs > fromNs) totals.count(at, nowNs - fromNs);
    }
  }

  #meet(entry: Entry, names: readonly string[]): void {
    entry.names = names;
    entry.byPlace = names.map((name) => this.#engineOf(entry, name));
  }

  #countEngine(entry: Entry, engine: EngineColumn, use: EngineUse, client: Client, snapshot: Snapshot, isFirst: boolean): void {
    const { countedNs } = this.#totals;
    const { at } = engine;
    const { counters } = use;
    let fromNs = countedNs[at] ?? NaN;
    const isKnown = !Number.isNaN(fromNs);
    if (use.ratio === 0 && isKnown) return;
    const nowNs = numberFrom(counters.busyNs);
    if (entry.client !== null) countedNs[at] = nowNs;
    if (!isKnown) fromNs = isFirst ? nowNs : numberFrom(startOf(use, snapshot).busyNs);
    if (counters.capacity > engine.capacity) engine.capacity = counters.capacity;
    // A first ratio is of the time before anybody looked.
    if (isFirst) return;
    const ns = counters.busyNs === null ? ratedGain(use, use.atNs ?? client.reading.atNs) : nowNs - fromNs;
    if (ns !== null && ns > 0) this.#totals.count(at, ns);
  }

  /** Makes room for a client by counting the one that ended longest ago with its device. False: none has ended. */
  #makeRoom(): boolean {
    let oldest: readonly [string, Entry, number] | null = null;
    for (const [key, entry] of this.#entries) {
      if (entry.endedMs !== null && (oldest === null || entry.endedMs < oldest[2])) oldest = [key, entry, entry.endedMs];
    }
    if (oldest === null) return false;
    const [key, entry] = oldest;
    const others = this.#devices.get(entry.device)?.others;
    for (const { name, at } of entry.engines) {
      const into = others === undefined ? undefined : this.#engineOf(others, name);
      if (into !== undefined) this.#totals.join(into.at, at);
    }
    this.#entries.delete(key);
    this.#drop(entry);
    return true;
  }

  /** Marks those that are not there any more as ended, and drops them when no span holds anything of them. */
  #forget(): void {
    const longestMs = (this.spans.at(-1) ?? 0) * 1000;
    if (this.#entries.size > this.#seen) this.#forgetClients(longestMs);
    for (const [id, { seenMs, bytesAt, others }] of this.#devices) {
      if (this.#nowMs - seenMs <= longestMs) continue;
      this.#devices.delete(id);
      this.#totals.drop([], bytesAt);
      this.#drop(others);
    }
  }

  #forgetClients(longestMs: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.seenMs === this.#nowMs) continue;
      if (entry.endedMs === null) {
        entry.endedMs = this.#nowMs;
        this.#comings += 1;
      }
      if (this.#nowMs - entry.endedMs <= longestMs) continue;
      this.#entries.delete(key);
      this.#drop(entry);
    }
  }

  #drop(entry: Entry): void {
    this.#totals.drop(columnsOf(entry), entry.bytesAt);
  }

  #newEntry({ device, driver, host }: EntryPlace, client: Client | null, sinceMs: number | null): Entry {
    const nowMs = this.#nowMs;
    const began = { sinceMs: sinceMs ?? nowMs, beganMs: sinceMs === null ? null : nowMs, endedMs: null, seenMs: nowMs };
    return { device, driver, host, client, ...began, engines: [], names: [], byPlace: [], bytesAt: this.#totals.addMemory() };
  }

  /** An engine of an entry, a new one where it has none of that name; undefined: there are too many. */
  #engineOf({ engines }: Entry, name: string): EngineColumn | undefined {
    const known = engines.find((each) => each.name === name);
    if (known !== undefined || engines.length >= MOST_ENGINES) return known;
    const engine: EngineColumn = { name, at: this.#totals.addEngine(), capacity: 1 };
    engines.push(engine);
    return engine;
  }
}

function columnsOf({ engines }: Entry): number[] {
  return engines.map(({ at }) => at);
}

function numberFrom(counter: bigint | null): number {
  return counter === null ? NO_COUNTER : numberOf(counter);
}
