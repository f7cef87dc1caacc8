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

/** One holder per process, by pid, each with its fds in order. */
export function holdersOf(readings: readonly ClientReading[], processes: ReadonlyMap<number, ProcessFacts>): Holder[] {
  const [only, second] = readings;
  // As most clients are.
  if (only !== undefined && second === undefined) {
    const { pid, fd } = only.reading;
    return [{ process: processOf(pid, processes), fds: [fd] }];
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
