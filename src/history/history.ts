/**
 * The last minutes of every client and device, from the snapshots alone.
 *
 * It runs on a timeline of its own: monotonic time, except where the wall clock shows that the machine slept (the
 * monotonic clock stands still then). Time in which nobody looked is a gap and not a line: a sample that follows a
 * pause counts for its whole interval in an average, but is drawn only over a usual one. Averages and charts therefore
 * need no knowledge of pauses.
 */
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import { ABSENCE_NS } from '../ledger/client.js';
import { timeBetween } from '../ledger/big-numbers.js';
import type { Span } from './ring.js';
import { busyTime } from '../ledger/busy.js';
import type { Client, Device, DeviceEngine, Snapshot } from '../ledger/snapshot.js';
import { Track } from './track.js';

export interface HistoryOptions {
  /** Samples kept of each client and device. Default 600: ten minutes at one a second. */
  readonly samples?: number;
  /** Clients that have a history; those that come when there are as many have none. Default 1000 (about 46 MB). */
  readonly mostClients?: number;
}

export interface History {
  /** Takes the next snapshot. An older one than the last begins a new history (a recording was wound back). */
  add(snapshot: Snapshot): void;
  /** By `Client.key`. */
  client(key: string): Track | null;
  /** By `Device.id`. */
  device(id: string): Track | null;
}

/** A jump of the wall clock ahead of the monotonic one that is sleep, and not a correction. */
const SLEEP_MS = 2000;
/** An interval so much longer than the one before is a pause. */
const PAUSE_FACTOR = 3;
const PAUSE_MS = 500;
const ABSENCE_MS = Number(ABSENCE_NS) / 1e6;

/** Where the timeline stands. */
interface Moment {
  readonly atNs: bigint;
  readonly wallMs: number;
  readonly timeMs: number;
  /** The interval before it: what is usual. */
  readonly usualMs: number | null;
}

interface Entry {
  readonly track: Track;
  lastSeenMs: number;
  /** The turn of `addRows` that saw it last. */
  seenIn: number;
}

/** An empty history. */
export function createHistory({ samples = 600, mostClients = 1000 }: HistoryOptions = {}): History {
  const clients = new Map<string, Entry>();
  const devices = new Map<string, Entry>();
  let last: Moment | null = null;
  let turn = 0;

  /** Adds a row to each subject, a gap to those that are not there, and drops those that have long been gone. */
  function addRows<T>(
    entries: Map<string, Entry>,
    subjects: readonly T[],
    idOf: (subject: T) => string,
    now: Span,
    most: number,
    row: RowOf<T>,
  ): void {
    turn++;
    const fresh: T[] = [];
    for (const subject of subjects) {
      const entry = entries.get(idOf(subject));
      if (entry === undefined) fresh.push(subject);
      else see(entry, subject, now, row);
    }
    if (entries.size > subjects.length - fresh.length) dropAbsent(entries, now);
    for (const subject of fresh) {
      if (entries.size >= most) break;
      const entry: Entry = { track: new Track(samples), lastSeenMs: now.endMs, seenIn: turn };
      entries.set(idOf(subject), entry);
      see(entry, subject, now, row);
    }
  }

  function dropAbsent(entries: Map<string, Entry>, now: Span): void {
    for (const [id, entry] of entries) {
      if (entry.seenIn === turn) continue;
      entry.track.addGap(now);
      if (now.endMs - entry.lastSeenMs > ABSENCE_MS) entries.delete(id);
    }
  }

  function see<T>(entry: Entry, subject: T, now: Span, row: RowOf<T>): void {
    entry.lastSeenMs = now.endMs;
    entry.seenIn = turn;
    row(entry.track, subject, now);
  }

  return {
    add(snapshot) {
      if (last !== null && snapshot.atNs <= last.atNs) {
        clients.clear();
        devices.clear();
        last = null;
      }
      const { moment, span, hasGap } = advance(last, snapshot);
      last = moment;
      if (hasGap) {
        const gap: Span = { endMs: span.endMs - span.drawnMs, measuredMs: 0, drawnMs: 0 };
        for (const { track } of [...clients.values(), ...devices.values()]) track.addGap(gap);
      }
      addRows(clients, snapshot.clients, keyOf, span, mostClients, addClient);
      addRows(devices, snapshot.devices, idOf, span, Infinity, addDevice);
    },
    client: (key) => clients.get(key)?.track ?? null,
    device: (id) => devices.get(id)?.track ?? null,
  };
}

type RowOf<T> = (track: Track, subject: T, span: Span) => void;

/** The next moment of the timeline, and the span that ends there. */
function advance(last: Moment | null, { atNs, wallMs }: Snapshot): { moment: Moment; span: Span; hasGap: boolean } {
  if (last === null) {
    return { moment: { atNs, wallMs, timeMs: 0, usualMs: null }, span: { endMs: 0, measuredMs: 0, drawnMs: 0 }, hasGap: false };
  }
  const measuredMs = Number(atNs - last.atNs) / 1e6;
  const slept = wallMs - last.wallMs - measuredMs > SLEEP_MS;
  const paused = last.usualMs !== null && measuredMs > last.usualMs * PAUSE_FACTOR + PAUSE_MS;
  const timeMs = last.timeMs + (slept ? wallMs - last.wallMs : measuredMs);
  const hasGap = slept || paused;
  const drawnMs = hasGap ? Math.min(last.usualMs ?? measuredMs, measuredMs) : measuredMs;
  return { moment: { atNs, wallMs, timeMs, usualMs: measuredMs }, span: { endMs: timeMs, measuredMs, drawnMs }, hasGap };
}

const addClient: RowOf<Client> = (track, { engines, memory, reading, readingBefore }, { endMs, drawnMs }) => {
  // A client's ratios hold between its own two reads.
  const measuredMs = readingBefore === null ? 0 : Math.max(0, timeBetween(readingBefore.atNs, reading.atNs) / 1e6);
  track.add(endMs, measuredMs, drawnMs, engines, busyTime, memory, bytesInUse);
};

const addDevice: RowOf<Device> = (track, { engines, memory }, { endMs, measuredMs, drawnMs }) => {
  track.add(endMs, measuredMs, drawnMs, engines, timeRatio, memory, usedOf);
};

function usedOf({ usedBytes }: { readonly usedBytes: number | null }): number | null {
  return usedBytes;
}

function keyOf({ key }: Client): string {
  return key;
}

function idOf({ id }: Device): string {
  return id;
}

/** A device's own: an instant and a bound are no past. */
function timeRatio({ ratio, basis }: DeviceEngine): number | null {
  return basis === undefined ? ratio : null;
}

/** Means of rows, as the view asks for them. */
export function averagesOf(history: History): {
  readonly busy: (row: { readonly clients: readonly { readonly key: string }[] }, seconds: number) => number | null;
} {
  return {
    busy: ({ clients }, seconds) => {
      const [only] = clients;
      if (only !== undefined && clients.length === 1) return history.client(only.key)?.busiestAverage(seconds) ?? null;
      const keys = clients.map(({ key }) => key);
      return busiestAverage(history, keys, seconds);
    },
  };
}

/**
 * Mean over the last seconds of the busiest engine of several clients together (a row of the table), by their keys; null
 * where nothing is known. Raw: may be above 1.
 */
export function busiestAverage(history: History, keys: readonly string[], seconds: number): number | null {
  const [only, second] = keys;
  if (only === undefined) return null;
  if (second === undefined) return history.client(only)?.busiestAverage(seconds) ?? null;
  const sums = new Map<string, number>();
  for (const key of keys) {
    const track = history.client(key);
    for (const name of track?.engines ?? []) {
      const average = track?.average(name, seconds) ?? null;
      if (average !== null) sums.set(name, (sums.get(name) ?? 0) + average);
    }
  }
  return sums.size === 0 ? null : Math.max(...sums.values());
}
