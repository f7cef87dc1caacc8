/**
 * What a page in the browser shows of the last minutes: how busy each device was, who began and who ended. Kept beside the samples,
 * whether somebody looks or not, and bounded: a few numbers a device and sample, a few words a client.
 */
import type { Client, Device, Snapshot } from '../ledger/snapshot.js';
import { regionKind } from '../measures/regions.js';

/** Longest time that is kept, ms, and most points of a device. */
const KEPT_MS = 10 * 60_000;
const MOST_POINTS = 600;
/** Ended clients are told for so long, and so many at most. */
const TOLD_MS = 60_000;
const MOST_ENDED = 50;
const MOST_DEVICES = 64;

export interface Point {
  readonly wallMs: number;
  /** Of the busiest engine, 0..1; null where unknown. */
  readonly busy: number | null;
  /** Share of its memory in use, 0..1; null where unknown. */
  readonly memory: number | null;
}

export interface Ended {
  readonly name: string;
  readonly pid: number;
  readonly device: string;
  readonly endedMs: number;
  /** Busy ns of all engines since it opened; null where the driver counts none. */
  readonly busyNs: bigint | null;
}

interface Known {
  readonly client: Client;
  readonly sinceMs: number;
}

export class PagePast {
  readonly #points = new Map<string, Point[]>();
  #clients = new Map<string, Known>();
  #ended: readonly Ended[] = [];
  #first = true;

  /** Takes in a sample. */
  add({ wallMs, devices, clients }: Snapshot): void {
    for (const device of devices.slice(0, MOST_DEVICES)) this.#addPoint(device, wallMs);
    for (const id of this.#points.keys()) if (!devices.some((device) => device.id === id)) this.#points.delete(id);
    const now = new Map<string, Known>();
    // At the start nobody has just begun.
    for (const client of clients)
      now.set(client.key, { client, sinceMs: this.#clients.get(client.key)?.sinceMs ?? (this.#first ? -Infinity : wallMs) });
    const ended = [...this.#clients].flatMap(([key, { client }]) => (now.has(key) ? [] : endedOf(client, wallMs)));
    this.#ended = [...ended, ...this.#ended].filter(({ endedMs }) => wallMs - endedMs < TOLD_MS).slice(0, MOST_ENDED);
    this.#clients = now;
    this.#first = false;
  }

  /** Of the last ten minutes, oldest first. */
  pointsOf(device: string): readonly Point[] {
    return this.#points.get(device) ?? [];
  }

  /** In the last minute, newest first. */
  get ended(): readonly Ended[] {
    return this.#ended;
  }

  /** Whether a client was seen for the first time in the last minute. */
  isNew(key: string, wallMs: number): boolean {
    return wallMs - (this.#clients.get(key)?.sinceMs ?? -Infinity) < TOLD_MS;
  }

  #addPoint(device: Device, wallMs: number): void {
    const points = this.#points.get(device.id) ?? [];
    points.push({ wallMs, busy: busiestOf(device), memory: memoryShare(device) });
    while (points.length > MOST_POINTS || wallMs - (points[0]?.wallMs ?? wallMs) > KEPT_MS) points.shift();
    this.#points.set(device.id, points);
  }
}

function endedOf(client: Client, endedMs: number): Ended {
  const { owner, device, engines } = client;
  const counted = [...engines.values()].flatMap(({ counters }) => counters.busyNs ?? []);
  const busyNs = counted.length === 0 ? null : counted.reduce((sum, ns) => sum + ns, 0n);
  return { name: owner.comm ?? '?', pid: owner.pid, device, endedMs, busyNs };
}

/** The highest known ratio of its engines, at most 1; null where none is known. */
export function busiestOf({ engines }: Device): number | null {
  const known = [...engines.values()].flatMap(({ ratio }) => ratio ?? []);
  return known.length === 0 ? null : Math.min(1, Math.max(...known));
}

/** The memory that counts: the card's own, else the first that has a size. */
export function mainMemory({
  memory,
}: Device): { readonly name: string; readonly usedBytes: number; readonly totalBytes: number } | null {
  const sized = [...memory].flatMap(([name, { usedBytes, totalBytes }]) =>
    usedBytes === null || totalBytes === null || totalBytes === 0 ? [] : { name, usedBytes, totalBytes },
  );
  const [first = null] = sized.filter(({ name }) => regionKind(name) === 'video').sort((a, b) => b.totalBytes - a.totalBytes);
  const [other = null] = sized;
  return first ?? other;
}

function memoryShare(device: Device): number | null {
  const main = mainMemory(device);
  return main === null ? null : Math.min(1, main.usedBytes / main.totalBytes);
}
