/** The span that a report tells of, and what entries of the log did in it, each and by their process. */
import type { ProcessFacts } from '../scan/sweep.js';
import { oldestPart, partLength, ROWS, type Parts } from './parts.js';
import type { Totals } from './totals.js';
import type { DeviceEntry, Entry, UsageLog } from './usage-log.js';

export class Window {
  /** Moments on the log's timeline, ms; the oldest is when the first of all parts begins, which can be before anybody looked. */
  readonly nowMs: number;
  readonly fromMs: number;
  readonly oldestMs: number;
  readonly partMs: number;
  readonly #wallMs: number;
  readonly #totals: Totals;
  readonly #parts: Parts | undefined;

  /** @param seconds one of the log's spans */
  constructor({ spans, nowMs, wallMs, totals }: UsageLog, seconds: number) {
    const span = Math.max(0, spans.indexOf(seconds));
    this.#totals = totals;
    this.#parts = totals.parts[span];
    this.nowMs = nowMs;
    this.#wallMs = wallMs;
    this.partMs = partLength((spans[span] ?? 0) * 1000);
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
    const engine = entry.engines[column];
    return engine === undefined ? 0 : (this.#parts?.busyNs(this.#totals, engine.at, this.nowMs) ?? 0);
  }

  /** Adds what an engine did, part by part, to what stands in `into`. */
  addBusy(entry: Entry, column: number, into: Float64Array): void {
    const engine = entry.engines[column];
    if (engine !== undefined) this.#parts?.addBusy(this.#totals, engine.at, this.nowMs, into);
  }

  /** Share of its group that entries kept an engine busy for, in each part; NaN where nobody looked. */
  ratios(entries: readonly Entry[], name: string, capacity: number): Float64Array {
    const ratios = new Float64Array(ROWS);
    for (const entry of entries)
      this.addBusy(
        entry,
        entry.engines.findIndex((engine) => engine.name === name),
        ratios,
      );
    for (let i = 0; i < ROWS; i++) {
      const fromMs = this.oldestMs + i * this.partMs;
      const lookedMs = Math.min(fromMs + this.partMs, this.nowMs) - Math.max(fromMs, 0);
      ratios[i] = lookedMs > 0 ? (ratios[i] ?? 0) / (lookedMs * 1e6 * capacity) : NaN;
    }
    return ratios;
  }

  noBytes(): Float64Array {
    return new Float64Array(ROWS).fill(NaN);
  }

  /** Bytes of entries together in each part; NaN: not known, or not there. */
  bytes(entries: readonly (Entry | DeviceEntry)[], into = this.noBytes()): Float64Array {
    for (const entry of entries) this.#parts?.addBytes(this.#totals, entry, this.nowMs, into);
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
