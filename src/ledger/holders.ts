/** The processes behind a client's fds. */
import type { ProcessFacts } from '../scan/sweep.js';
import type { ClientReading } from './resolve-device.js';
import type { Holder } from './snapshot.js';

/** A process of which nothing could be read but its number. */
export function stranger(pid: number): ProcessFacts {
  return {
    pid,
    startTimeTicks: null,
    parentPid: null,
    ancestors: null,
    comm: null,
    cmdline: null,
    uid: null,
    user: null,
    unit: null,
    cpuTicks: null,
    holdsKfd: null,
  };
}

/** The facts of a process, or as good as none where it ended before they could be read. */
export function processOf(pid: number, processes: ReadonlyMap<number, ProcessFacts>): ProcessFacts {
  return processes.get(pid) ?? stranger(pid);
}

/**
 * One holder per process, by pid, each with its fds in order.
 *
 * @param before in the sweep before: the very list, where nothing about it changed
 */
export function holdersOf(
  readings: readonly ClientReading[],
  processes: ReadonlyMap<number, ProcessFacts>,
  before: readonly Holder[] | undefined,
): readonly Holder[] {
  const only = readings[0];
  // As most clients are.
  if (only !== undefined && readings.length === 1) {
    const { pid, fd } = only.reading;
    const process = processOf(pid, processes);
    const last = before?.length === 1 ? before[0] : undefined;
    if (before !== undefined && last?.process === process && last.fds.length === 1 && last.fds[0] === fd) return before;
    return [{ process, fds: [fd] }];
  }
  const fds = new Map<number, Set<number>>();
  for (const { reading } of readings) {
    const { pid, fd } = reading;
    const own = fds.get(pid);
    if (own === undefined) fds.set(pid, new Set([fd]));
    else own.add(fd);
  }
  return [...fds]
    .sort(([a], [b]) => a - b)
    .map(([pid, own]) => ({ process: processOf(pid, processes), fds: [...own].sort((a, b) => a - b) }));
}
