/** What each process did in a span: when it began and ended, which engines it worked, and its time as a picture. */
import { ROWS } from './parts.js';
import type { Life } from './report.js';
import type { Entry, UsageLog } from './usage-log.js';
import { groupedBy, processesOf, type Process, Window } from './window.js';

interface Lives {
  readonly lives: Life[];
  readonly more: number;
  readonly events: number;
}

/**
 * Processes that began or ended in the span, the last event first; then those that were there all the time and did something, the busiest
 * first.
 *
 * @param most so many are told
 */
export function livesOf(entries: readonly Entry[], at: Window, most: number): Lives {
  const found = processesOf(entries)
    .map((process) => {
      const eventMs = inSpan(process.endedMs, at) ?? inSpan(process.beganMs, at) ?? 0;
      return { process, eventMs, busyNs: busiestNs(process, at) };
    })
    .filter(({ eventMs, busyNs }) => eventMs > 0 || busyNs > 0)
    .sort((a, b) => b.eventMs - a.eventMs || b.busyNs - a.busyNs);
  const lives = found.slice(0, most).map(({ process }) => new ProcessLife(process, at));
  const events = found.findIndex(({ eventMs }) => eventMs === 0);
  return { lives, more: found.length - lives.length, events: events === -1 ? found.length : events };
}

/** What one client did, were it all that there is of its process; null: the log does not tell it apart. */
export function clientLife(log: UsageLog, seconds: number, key: string): Life | null {
  const entry = log.entry(key);
  const [process] = entry === undefined ? [] : processesOf([entry]);
  return process === undefined ? null : new ProcessLife(process, new Window(log, seconds));
}

/** Works out what it is asked for: of many processes a screenful is drawn. */
class ProcessLife implements Life {
  readonly #process: Process;
  readonly #at: Window;
  #engines: Life['engines'] | null = null;

  constructor(process: Process, at: Window) {
    this.#process = process;
    this.#at = at;
  }

  get who(): Life['who'] {
    return this.#process.who;
  }

  get host(): string | undefined {
    return this.#process.entries[0]?.host;
  }

  get devices(): readonly string[] {
    return [...new Set(this.#process.entries.map(({ device }) => device))];
  }

  get beganMs(): number | null {
    const ms = inSpan(this.#process.beganMs, this.#at);
    return ms === null ? null : this.#at.wall(ms);
  }

  get endedMs(): number | null {
    const ms = inSpan(this.#process.endedMs, this.#at);
    return ms === null ? null : this.#at.wall(ms);
  }

  get engines(): Life['engines'] {
    return (this.#engines ??= enginesOf(this.#process, this.#at));
  }

  get peakBytes(): number | null {
    const peak = this.#at.bytes(this.#process.entries).reduce((high, value) => (value > high ? value : high), -1);
    return peak === -1 ? null : peak;
  }

  get trace(): Float64Array {
    return busiestTrace(this.#process, this.#at);
  }
}

function inSpan(ms: number | null, { fromMs }: Window): number | null {
  return ms !== null && ms > fromMs ? ms : null;
}

function busiestNs(process: Process, at: Window): number {
  const [only, second] = process.entries;
  if (only === undefined || second !== undefined) return enginesOf(process, at)[0]?.busyNs ?? 0;
  let most = 0;
  for (let column = 0; column < only.engines.length; column++) most = Math.max(most, at.busyNs(only, column));
  return most;
}

/** Those that worked, the most first. */
function enginesOf({ entries }: Process, at: Window): Life['engines'] {
  const all: { device: string; driver: string; name: string; capacity: number; busyNs: number }[] = [];
  for (const entry of entries) {
    entry.engines.forEach(({ name, capacity }, column) => {
      const busyNs = at.busyNs(entry, column);
      if (busyNs === 0) return;
      const { device, driver } = entry;
      const known = all.find((each) => each.name === name && each.device === device);
      if (known === undefined) all.push({ device, driver, name, capacity, busyNs });
      else {
        known.busyNs += busyNs;
        known.capacity = Math.max(known.capacity, capacity);
      }
    });
  }
  return all.sort((a, b) => b.busyNs - a.busyNs);
}

/** The highest ratio of the process's engines, each summed over its clients of one device, part by part; NaN: nothing is known. */
function busiestTrace({ entries, endedMs }: Process, at: Window): Float64Array {
  const { partMs, oldestMs } = at;
  const sinceMs = Math.min(...entries.map((entry) => entry.sinceMs));
  const untilMs = Math.min(at.nowMs, endedMs ?? Infinity);
  const most = new Float64Array(ROWS).fill(NaN);
  for (const own of groupedBy(entries, ({ device }) => device).values()) {
    for (const name of new Set(own.flatMap(({ engines }) => engines.map((engine) => engine.name)))) {
      const sum = new Float64Array(ROWS);
      let capacity = 1;
      for (const entry of own) {
        const column = entry.engines.findIndex((engine) => engine.name === name);
        capacity = Math.max(capacity, entry.engines[column]?.capacity ?? 1);
        if (at.busyNs(entry, column) !== 0) at.addBusy(entry, column, sum);
      }
      for (let i = 0; i < ROWS; i++) {
        const fromMs = oldestMs + i * partMs;
        // Of a part only the time in which it was there.
        const thereMs = Math.min(fromMs + partMs, untilMs) - Math.max(fromMs, sinceMs);
        const ratio = (sum[i] ?? 0) / (thereMs * 1e6 * capacity);
        if (thereMs > 0 && !((most[i] ?? NaN) >= ratio)) most[i] = ratio;
      }
    }
  }
  return most;
}
