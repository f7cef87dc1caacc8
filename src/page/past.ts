/**
 * What a page in the browser shows of the last minutes: how busy each device was, who began, who ended, whose memory grew. Kept beside
 * the samples, whether somebody looks or not; so it is little, and bounded: three numbers a device and sample, two a client.
 */
import type { Client, Device, Snapshot } from '../ledger/snapshot.js';
import { isShare } from '../view/columns/engine-figure.js';
import { mainBytesOf, mainMemory, type MainMemory } from '../view/devices/main-memory.js';
import { ENDED_MS, NEW_MS } from '../view/row/row.js';

/** Longest time that is kept of devices, ms, and most points of each. */
export const KEPT_MS = 10 * 60_000;
const MOST_POINTS = 600;
const MOST_DEVICES = 64;
/** What the last minute is told of, and of how many that ended. */
export const TOLD_MS = 60_000;
const MOST_ENDED = 50;
/** So often memory is noted, to tell how much it grew. */
const NOTED_MS = 10_000;

/** Time by the sweeps' clock, which no NTP sets back, ms; of the busiest engine, and of its memory the share in use, 0..1 each, null where unknown. */
export type Point = readonly [ms: number, busy: number | null, memory: number | null];

/** A client as it was seen last. */
export interface Seen {
  readonly client: Client;
  /** By the sweeps' clock, ms; -Infinity: it was there from the start. */
  readonly sinceMs: number;
  /** Null: it is there. */
  readonly endedMs: number | null;
}

/** What is kept of one that is there, renewed in place: a tick makes nothing new. */
interface Known {
  client: Client;
  readonly sinceMs: number;
  seenMs: number;
  /** Bytes of its device's main memory, the oldest note first; NaN is unknown. */
  readonly notes: number[];
}

export class PagePast {
  readonly #points = new Map<string, Point[]>();
  readonly #clients = new Map<string, Known>();
  #ended: readonly Seen[] = [];
  #nowMs: number | null = null;
  #notedMs = -Infinity;
  /** When the newest of all clients came. */
  #newestMs = -Infinity;

  /** Takes in a sample. */
  add(snapshot: Snapshot): void {
    const { devices, clients } = snapshot;
    const first = this.#nowMs === null;
    const nowMs = msOf(snapshot);
    this.#nowMs = nowMs;
    for (const device of devices.slice(0, MOST_DEVICES)) this.#addPoint(device, nowMs);
    for (const id of this.#points.keys()) if (!devices.some((device) => device.id === id)) this.#points.delete(id);
    for (const client of clients) {
      const known = this.#clients.get(client.key);
      if (known === undefined) {
        // At the start nobody has just begun.
        if (!first) this.#newestMs = nowMs;
        this.#clients.set(client.key, { client, sinceMs: first ? -Infinity : nowMs, seenMs: nowMs, notes: [] });
      } else {
        known.client = client;
        known.seenMs = nowMs;
      }
    }
    this.#end(clients.length, nowMs);
    if (nowMs - this.#notedMs >= NOTED_MS) this.#note(devices, nowMs);
  }

  /** Of the last ten minutes, oldest first. */
  pointsOf(device: string): readonly Point[] {
    return this.#points.get(device) ?? [];
  }

  /** In the last minute, newest first. */
  get ended(): readonly Seen[] {
    return this.#ended;
  }

  /** Of those that are there, who was first seen in the last minute, newest first. */
  began(nowMs: number): Seen[] {
    const young = [...this.#clients.values()].filter(({ sinceMs }) => nowMs - sinceMs < TOLD_MS);
    return young.sort((a, b) => b.sinceMs - a.sinceMs).map(({ client, sinceMs }) => ({ client, sinceMs, endedMs: null }));
  }

  /** Clients whose rows stay in the table, though they ended. */
  get staying(): readonly Seen[] {
    const [newest] = this.#ended;
    return newest === undefined ? NONE : this.#ended.filter((each) => (this.#nowMs ?? 0) - (each.endedMs ?? 0) < ENDED_MS);
  }

  /** When the client of a row that stays ended; null: it did not. */
  endOf(key: string): Seen | null {
    return this.#ended.length === 0 ? null : (this.#ended.find(({ client }) => client.key === key) ?? null);
  }

  /** Whether a client came a moment ago. */
  isNew(key: string, nowMs: number): boolean {
    // Asked of each row in each tick, and mostly nobody came.
    if (nowMs - this.#newestMs >= NEW_MS) return false;
    return nowMs - (this.#clients.get(key)?.sinceMs ?? -Infinity) < NEW_MS;
  }

  /** By how many bytes of main memory a client that was there all the time grew in the last minute; null: not known. */
  growth(key: string): number | null {
    const notes = this.#clients.get(key)?.notes ?? [];
    const by = (notes.at(-1) ?? NaN) - (notes[0] ?? NaN);
    return Number.isNaN(by) ? null : by;
  }

  /** Moves those that were not seen now to the ended ones. */
  #end(clients: number, nowMs: number): void {
    const gone: Seen[] = [];
    if (this.#clients.size > clients)
      for (const [key, { client, sinceMs, seenMs }] of this.#clients) {
        if (seenMs === nowMs) continue;
        this.#clients.delete(key);
        gone.push({ client, sinceMs, endedMs: nowMs });
      }
    if (gone.length === 0 && this.#ended.length === 0) return;
    const isTold = ({ endedMs, client }: Seen): boolean => nowMs - (endedMs ?? 0) < TOLD_MS && !this.#clients.has(client.key);
    this.#ended = [...gone, ...this.#ended].filter(isTold).slice(0, MOST_ENDED);
  }

  #note(devices: readonly Device[], nowMs: number): void {
    this.#notedMs = nowMs;
    const memories = new Map<string, MainMemory | null>(devices.map((device) => [device.id, mainMemory(device)]));
    for (const { client, notes } of this.#clients.values()) {
      const memory = memories.get(client.device) ?? null;
      notes.push((memory === null ? null : mainBytesOf(client, memory)) ?? NaN);
      if (notes.length > TOLD_MS / NOTED_MS + 1) notes.shift();
    }
  }

  #addPoint(device: Device, nowMs: number): void {
    const points = this.#points.get(device.id) ?? [];
    points.push([nowMs, rounded(busiestOf(device)), rounded(memoryShare(mainMemory(device)))]);
    while (points.length > MOST_POINTS || nowMs - (points[0]?.[0] ?? nowMs) > KEPT_MS) points.shift();
    this.#points.set(device.id, points);
  }
}

const NONE: readonly Seen[] = [];

/** When a sample was taken, as the past counts: ms. */
export function msOf({ atNs }: Pick<Snapshot, 'atNs'>): number {
  return Number(atNs / 1_000_000n);
}

/** The highest known share of time of its engines, at most 1, or where none is known the driver's own figure. Null: nothing is known. */
export function busiestOf({ engines, busyRatio }: Device): number | null {
  let most: number | null = null;
  for (const engine of engines.values())
    if (engine.ratio !== null && isShare(engine) && (most === null || engine.ratio > most)) most = engine.ratio;
  most ??= busyRatio;
  return most === null ? null : Math.min(1, most);
}

/** 0..1; null where used or total is unknown. */
export function memoryShare(memory: MainMemory | null): number | null {
  const { usedBytes = null, totalBytes = null } = memory ?? {};
  return usedBytes === null || totalBytes === null || totalBytes === 0 ? null : Math.min(1, usedBytes / totalBytes);
}

/** To a thousandth: what a chart can show. */
function rounded(ratio: number | null): number | null {
  return ratio === null ? null : Math.round(ratio * 1000) / 1000;
}
