/**
 * What a page in the browser shows of the last minutes: how busy each device was, and who used what. Kept beside the samples, whether
 * somebody looks or not; so it is bounded: three numbers a device and sample, some 3 KB of each of a thousand clients.
 */
import type { Client, Device, Snapshot } from '../ledger/snapshot.js';
import { isShare } from '../view/columns/engine-figure.js';
import { clientLife } from '../usage/lives.js';
import type { Life } from '../usage/report.js';
import { UsageLog } from '../usage/usage-log.js';
import { mainMemory, type MainMemory } from '../view/devices/main-memory.js';
import { ENDED_MS, NEW_MS } from '../view/row/row.js';

/** Longest time that is kept of devices, ms, and most points of each. */
export const KEPT_MS = 10 * 60_000;
const MOST_POINTS = 600;
const MOST_DEVICES = 64;
/** What is told of who used what, s. */
export const TOLD_SECONDS = 60;
const MOST_ENDED = 50;

/** Time by the sweeps' clock, which no NTP sets back, ms; of the busiest engine, and of its memory the share in use, 0..1 each, null where unknown. */
export type Point = readonly [ms: number, busy: number | null, memory: number | null];

export class PagePast {
  readonly #points = new Map<string, Point[]>();
  /** Who used what in the last minute. */
  readonly usage = new UsageLog({ spans: [TOLD_SECONDS] });
  #ended: readonly Client[] | null = null;

  /** Takes in a sample. */
  add(snapshot: Snapshot): void {
    const { devices } = snapshot;
    const nowMs = msOf(snapshot);
    for (const device of devices.slice(0, MOST_DEVICES)) this.#addPoint(device, nowMs);
    for (const id of this.#points.keys()) if (!devices.some((device) => device.id === id)) this.#points.delete(id);
    this.usage.add(snapshot);
    this.#ended = null;
  }

  /** Of the last ten minutes, oldest first. */
  pointsOf(device: string): readonly Point[] {
    return this.#points.get(device) ?? [];
  }

  /** Clients whose rows stay in the table, though they ended; newest first. */
  get ended(): readonly Client[] {
    return (this.#ended ??= endedIn(this.usage));
  }

  /** What a client did that ended, and how long ago that was, ms; null: it is there. */
  endOf(key: string): { readonly life: Life; readonly agoMs: number } | null {
    const endedMs = this.usage.entry(key)?.endedMs ?? null;
    const life = endedMs === null ? null : clientLife(this.usage, TOLD_SECONDS, key);
    return endedMs === null || life === null ? null : { life, agoMs: this.usage.nowMs - endedMs };
  }

  /** Whether a client came a moment ago. */
  isNew(key: string): boolean {
    const beganMs = this.usage.entry(key)?.beganMs ?? null;
    return beganMs !== null && this.usage.nowMs - beganMs < NEW_MS;
  }

  #addPoint(device: Device, nowMs: number): void {
    const points = this.#points.get(device.id) ?? [];
    points.push([nowMs, rounded(busiestOf(device)), rounded(memoryShare(mainMemory(device)))]);
    while (points.length > MOST_POINTS || nowMs - (points[0]?.[0] ?? nowMs) > KEPT_MS) points.shift();
    this.#points.set(device.id, points);
  }
}

function endedIn({ entries, nowMs }: UsageLog): Client[] {
  const ended: { readonly client: Client; readonly endedMs: number }[] = [];
  for (const { client, endedMs } of entries)
    if (client !== null && endedMs !== null && nowMs - endedMs < ENDED_MS) ended.push({ client, endedMs });
  ended.sort((a, b) => b.endedMs - a.endedMs);
  return ended.slice(0, MOST_ENDED).map(({ client }) => client);
}

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
