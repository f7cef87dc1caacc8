/**
 * Who used what in the last minute, ten minutes and hour: a fold over snapshots, with no clock of its own. What is added up are the
 * gains of the clients' counters, as the exporter counts them, so that nothing falls between two samples; clients that ended stay in for
 * as long as the longest span. What is kept is bounded: about 9 KB a client, and so many clients; what others do is counted together.
 */
import type { EngineTotal } from '../metrics/totals.js';
import { busyGain, startOf } from '../metrics/gains.js';
import type { Client, Device, Snapshot } from '../ledger/snapshot.js';
import { mainBytesOf, mainMemory, type MainMemory } from '../view/devices/main-memory.js';
import { partAt, partLength, Parts, type Counted, type Now } from './parts.js';

/** The spans that one can ask for, s. */
export const SPANS = [60, 600, 3600] as const;

export interface UsageOptions {
  /** Spans to keep, s, the longest last. */
  readonly spans?: readonly number[];
  /** Clients that are told apart. */
  readonly mostClients?: number;
}

/** An engine group in the order in which its column came. */
export interface EngineColumn extends Counted {
  readonly name: string;
  capacity: number;
  /** When they were last read; null: not yet, or not remembered. */
  counters: EngineTotal | null;
}

/** What is added up of one client, or of all that are not told apart. Its bytes are of its device's main memory. */
export interface Entry extends Now {
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
  /** When it was seen before that. */
  seenBeforeMs: number;
  readonly engines: EngineColumn[];
  bytes: number;
  bytesBefore: number;
  /** One for each span. */
  readonly parts: readonly Parts[];
}

/** What is kept of a device. No engines: what they did is the sum of its clients. */
export interface DeviceEntry extends Now {
  facts: Device;
  memory: MainMemory | null;
  seenMs: number;
  bytes: number;
  bytesBefore: number;
  readonly parts: readonly Parts[];
  readonly others: Entry;
}

type EntryPlace = Pick<Entry, 'device' | 'driver'> & { readonly host?: string | undefined };

/** More engines than any driver has; further ones are not kept. */
const MOST_ENGINES = 24;
const MOST_DEVICES = 256;

export class UsageLog {
  readonly spans: readonly number[];
  readonly #mostClients: number;
  readonly #entries = new Map<string, Entry>();
  readonly #devices = new Map<string, DeviceEntry>();
  #startNs: bigint | null = null;
  #atNs: bigint | null = null;
  #nowMs = 0;
  #wallMs = 0;

  constructor({ spans = SPANS, mostClients = 1000 }: UsageOptions = {}) {
    this.spans = spans;
    this.#mostClients = mostClients;
  }

  /** Ms since the first snapshot; what moments of entries are counted in. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Wall time of the newest snapshot, ms. */
  get wallMs(): number {
    return this.#wallMs;
  }

  get entries(): Iterable<Entry> {
    return this.#entries.values();
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
    }
    const isFirst = atNs === this.#startNs;
    this.#atNs = atNs;
    const beforeMs = this.#nowMs;
    this.#nowMs = Number(atNs - this.#startNs) / 1e6;
    this.#wallMs = snapshot.wallMs;
    for (const device of snapshot.devices) this.#seeDevice(device);
    for (const client of snapshot.clients) this.#seeClient(client, snapshot, isFirst ? null : beforeMs);
    this.#goOn(beforeMs);
    this.#forget();
  }

  #seeDevice(device: Device): void {
    let entry = this.#devices.get(device.id);
    if (entry === undefined) {
      if (this.#devices.size >= MOST_DEVICES) return;
      const others = this.#newEntry({ device: device.id, driver: device.driver ?? '', host: device.host }, null, null);
      const bytes = { engines: [], bytes: NaN, bytesBefore: NaN };
      entry = { facts: device, memory: null, seenMs: this.#nowMs, ...bytes, parts: this.#newParts(), others };
      this.#devices.set(device.id, entry);
    }
    entry.facts = device;
    entry.seenMs = this.#nowMs;
    const memory = mainMemory(device);
    // Asleep it may not tell; what it was called and how much there is stays true.
    entry.memory = memory ?? entry.memory;
    entry.bytesBefore = entry.bytes;
    entry.bytes = memory?.usedBytes ?? NaN;
    for (const engine of entry.others.engines) engine.gainNs = 0;
  }

  /** @param beforeMs when the snapshot before was taken; null: this is the first */
  #seeClient(client: Client, snapshot: Snapshot, beforeMs: number | null): void {
    const device = this.#devices.get(client.device);
    let entry = this.#entries.get(client.key);
    const fromMs = entry?.seenMs ?? beforeMs;
    if (entry === undefined) {
      if (this.#entries.size >= this.#mostClients && !this.#makeRoom()) {
        if (device !== undefined) this.#count(device.others, client, snapshot, beforeMs);
        return;
      }
      entry = this.#newEntry(client, client, beforeMs);
      this.#entries.set(client.key, entry);
    }
    for (const engine of entry.engines) engine.gainNs = 0;
    this.#count(entry, client, snapshot, fromMs);
    entry.client = client;
    entry.seenBeforeMs = fromMs ?? this.#nowMs;
    entry.seenMs = this.#nowMs;
    entry.endedMs = null;
    entry.bytesBefore = entry.bytes;
    entry.bytes = (device?.memory == null ? null : mainBytesOf(client, device.memory)) ?? NaN;
  }

  /**
   * Adds what a client did since `fromMs`; null: nothing, since it was there before anybody looked and counts from where it stands. Of
   * clients that are not told apart no counters are remembered: they count from their reading before.
   */
  #count(entry: Entry, client: Client, snapshot: Snapshot, fromMs: number | null): void {
    let expected = 0;
    // Of all engines of all clients in each tick: `forEach` of a map makes no pair for each entry.
    client.engines.forEach((use, name) => {
      // Mostly they come in the order of their columns.
      const column = entry.engines[expected]?.name === name ? expected : columnOf(entry, name);
      const engine = entry.engines[column];
      if (engine === undefined) return;
      expected = column + 1;
      const { counters } = use;
      if (use.ratio === 0 && engine.counters !== null) {
        // Most engines, most of the time.
        engine.counters = counters;
        return;
      }
      const from = engine.counters ?? (fromMs === null ? counters : startOf(use, snapshot));
      if (entry.client !== null) engine.counters = counters;
      if (counters.capacity > engine.capacity) engine.capacity = counters.capacity;
      const ns = Number(busyGain(use, from, use.atNs ?? client.reading.atNs) ?? 0n);
      engine.gainNs += ns;
      engine.busyNs += ns;
    });
  }

  /** Makes room for a client by counting the one that ended longest ago with its device. False: none has ended. */
  #makeRoom(): boolean {
    let oldest: readonly [string, Entry, number] | null = null;
    for (const [key, entry] of this.#entries) {
      if (entry.endedMs !== null && (oldest === null || entry.endedMs < oldest[2])) oldest = [key, entry, entry.endedMs];
    }
    if (oldest === null) return false;
    const [key, entry] = oldest;
    this.#entries.delete(key);
    const others = this.#devices.get(entry.device)?.others;
    if (others !== undefined) this.#join(others, entry);
    return true;
  }

  #join(others: Entry, entry: Entry): void {
    const columns = entry.engines.map(({ name }) => columnOf(others, name));
    others.parts.forEach((parts, i) => {
      const own = entry.parts[i];
      if (own !== undefined) parts.join(own, entry, columns);
    });
    columns.forEach((column, i) => {
      const engine = others.engines[column];
      if (engine !== undefined) engine.busyNs += entry.engines[i]?.busyNs ?? 0;
    });
  }

  /** Ends the parts that are over. */
  #goOn(beforeMs: number): void {
    const over = this.spans.map((seconds) => {
      const partMs = partLength(seconds * 1000);
      return partAt(beforeMs, partMs) !== partAt(this.#nowMs, partMs);
    });
    const goOn = (of: Now & { readonly parts: readonly Parts[] }, fromMs: number): void => {
      for (let span = 0; span < over.length; span++)
        if (over[span] === true || fromMs < beforeMs) of.parts[span]?.goOn(of, fromMs, this.#nowMs);
    };
    for (const device of this.#devices.values()) {
      goOn(device, beforeMs);
      goOn(device.others, beforeMs);
    }
    for (const entry of this.#entries.values()) if (entry.seenMs === this.#nowMs) goOn(entry, entry.seenBeforeMs);
  }

  /** Marks those that are not there any more as ended, and drops them when no span holds anything of them. */
  #forget(): void {
    const longestMs = (this.spans.at(-1) ?? 0) * 1000;
    for (const [key, entry] of this.#entries) {
      if (entry.seenMs === this.#nowMs) continue;
      entry.endedMs ??= this.#nowMs;
      if (this.#nowMs - entry.endedMs > longestMs) this.#entries.delete(key);
    }
    for (const [id, { seenMs }] of this.#devices) if (this.#nowMs - seenMs > longestMs) this.#devices.delete(id);
  }

  #newEntry({ device, driver, host }: EntryPlace, client: Client | null, sinceMs: number | null): Entry {
    const nowMs = this.#nowMs;
    const beganMs = sinceMs === null ? null : nowMs;
    const began = { sinceMs: sinceMs ?? nowMs, beganMs, endedMs: null, seenMs: nowMs, seenBeforeMs: sinceMs ?? nowMs };
    const now = { engines: [], bytes: NaN, bytesBefore: NaN };
    return { device, driver, host, client, ...began, ...now, parts: this.#newParts(began.sinceMs) };
  }

  #newParts(sinceMs = this.#nowMs): Parts[] {
    return this.spans.map((seconds) => new Parts(seconds * 1000, sinceMs));
  }
}

/** The place of an engine, new ones at the end; beyond the last where there are too many. */
function columnOf({ engines }: Entry, name: string): number {
  const found = engines.findIndex((each) => each.name === name);
  if (found !== -1 || engines.length >= MOST_ENGINES) return found === -1 ? engines.length : found;
  return engines.push({ name, capacity: 1, counters: null, busyNs: 0, gainNs: 0 }) - 1;
}
