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
    const holder = { process: processOf(pid, processes), fds: [fd] };
    return before?.length === 1 && isSameHolder(holder, before[0]) ? before : [holder];
  }
  const fds = new Map<number, Set<number>>();
  for (const { reading } of readings) {
    const { pid, fd } = reading;
    const own = fds.get(pid);
    if (own === undefined) fds.set(pid, new Set([fd]));
    else own.add(fd);
  }
  const holders = [...fds]
    .sort(([a], [b]) => a - b)
    .map(([pid, own]) => ({ process: processOf(pid, processes), fds: [...own].sort((a, b) => a - b) }));
  return before?.length === holders.length && holders.every((each, i) => isSameHolder(each, before[i])) ? before : holders;
}

function isSameHolder({ process, fds }: Holder, before: Holder | undefined): boolean {
  return before?.process === process && before.fds.length === fds.length && fds.every((fd, i) => fd === before.fds[i]);
}
