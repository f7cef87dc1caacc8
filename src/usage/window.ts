/** The span that a report tells of, and what entries of the log did in it, each and by their process. */
import type { ProcessFacts } from '../scan/sweep.js';
import { oldestPart, partLength, ROWS } from './parts.js';
import type { DeviceEntry, Entry, UsageLog } from './usage-log.js';

export class Window {
  /** Its place among the log's spans. */
  readonly span: number;
  /** Moments on the log's timeline, ms; the oldest is when the first of all parts begins, which can be before anybody looked. */
  readonly nowMs: number;
  readonly fromMs: number;
  readonly oldestMs: number;
  readonly partMs: number;
  readonly #wallMs: number;

  /** @param seconds one of the log's spans */
  constructor({ spans, nowMs, wallMs }: UsageLog, seconds: number) {
    this.span = Math.max(0, spans.indexOf(seconds));
    this.nowMs = nowMs;
    this.#wallMs = wallMs;
    this.partMs = partLength((spans[this.span] ?? 0) * 1000);
    this.oldestMs = oldestPart(nowMs, this.partMs);
    this.fromMs = Math.max(0, this.oldestMs);
  }

  get coveredMs(): number {
    return this.nowMs - this.fromMs;
  }

  wall(ms: number): number {
    return this.#wallMs - (this.nowMs - ms);
  }

  /** Busy ns of an engine in the span; 0 for one that the entry has not. */
  busyNs(entry: Entry, column: number): number {
    return column === -1 ? 0 : (entry.parts[this.span]?.busyNs(entry, column, this.nowMs) ?? 0);
  }

  noBytes(): Float64Array {
    return new Float64Array(ROWS).fill(NaN);
  }

  /** Bytes of entries together in each part; NaN: not known, or not there. */
  bytes(entries: readonly (Entry | DeviceEntry)[], into = this.noBytes()): Float64Array {
    for (const entry of entries) entry.parts[this.span]?.traceBytes(entry, this.nowMs, entry.seenMs, into);
    return into;
  }

  /** Share of its group that was busy in the covered time; may be above 1 where the driver's clock and ours disagree. */
  ratio(busyNs: number, capacity: number): number {
    return this.coveredMs > 0 ? busyNs / (this.coveredMs * 1e6 * capacity) : 0;
  }
}

/** Clients of one process; it begins with the first of them and ends with the last. */
export interface Process {
  readonly who: ProcessFacts;
  readonly entries: readonly Entry[];
  /** On the log's timeline; null: it was there from the start, or is there. */
  readonly beganMs: number | null;
  readonly endedMs: number | null;
}

export function processesOf(entries: readonly Entry[]): Process[] {
  return [...groupedBy(entries, identity).values()].flatMap((own): Process | never[] => {
    const who = own[0]?.client?.owner;
    if (who === undefined) return [];
    let beganMs: number | null = Infinity;
    let endedMs: number | null = 0;
    for (const entry of own) {
      beganMs = beganMs === null || entry.beganMs === null ? null : Math.min(beganMs, entry.beganMs);
      endedMs = endedMs === null || entry.endedMs === null ? null : Math.max(endedMs, entry.endedMs);
    }
    return { who, entries: own, beganMs, endedMs };
  });
}

/** A pid is of its machine, and used again. */
function identity({ host, client }: Entry): string {
  return client === null ? '' : `${host ?? ''} ${client.owner.pid} ${client.owner.startTimeTicks}`;
}

/** As Map.groupBy, which Node.js 20 has not. */
export function groupedBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}
