/** Sends a signal on the user's word, but only to the process that the user was looking at. */
import { Failure } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import { openRoot } from '../procfs/root.js';
import type { SourceKind } from '../scan/sweep.js';

export interface SignalTarget {
  readonly pid: number;
  /** As it was shown; null when it could not be read, and then nothing is sent. */
  readonly startTimeTicks: number | null;
}

/**
 * A pid is a name in one machine's PID namespace: a tree's or a recording's 4242 is another process than the one that a
 * signal to 4242 would reach. So the kind of source must be live, and whom the signal would reach is looked up in this
 * process's own /proc, whatever was shown. The start time tells a process from a later one with its pid.
 *
 * @param seen what the target was seen on; null: on another machine, or on nothing yet
 * @returns a line that says what was done
 */
export function signalProcess(seen: SourceKind | null, { pid, startTimeTicks }: SignalTarget, signal: string): string {
  if (seen !== 'live') return `process ${pid} is not one of this machine: nothing sent`;
  const stat = new Proc(openRoot(), pid).stat();
  if (stat instanceof Failure)
    return stat.gone ? `process ${pid} has ended` : `process ${pid} cannot be checked (${stat.errno}): nothing sent`;
  const now = stat?.startTimeTicks ?? null;
  if (startTimeTicks === null || now === null) return `the start time of process ${pid} is unknown: nothing sent`;
  if (now !== startTimeTicks) return `process ${pid} is another one here or by now: nothing sent`;
  try {
    process.kill(pid, signal);
    return `${signal} sent to ${pid}`;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EPERM'
      ? `process ${pid} belongs to another user: ${signal} not permitted`
      : `${signal} to ${pid} failed: ${code ?? String(error)}`;
  }
}
