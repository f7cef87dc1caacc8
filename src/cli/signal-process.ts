/** Sends a signal on the user's word, but only to the process that the user was looking at. */
import { Failure } from '../procfs/files.js';
import { parseProcessStat } from '../procfs/process-stat.js';
import type { Root } from '../procfs/root.js';

export interface SignalTarget {
  readonly pid: number;
  /** As it was shown; null when it could not be read, and then nothing is sent. */
  readonly startTimeTicks: number | null;
}

/** A process may end and its pid be given to another between the look and the key; the start time tells them apart. */
export function signalProcess(root: Root, { pid, startTimeTicks }: SignalTarget, signal: string): string {
  const text = root.files.read(`${root.proc}/${pid}/stat`);
  if (text instanceof Failure)
    return text.gone ? `process ${pid} has ended` : `process ${pid} cannot be checked (${text.errno}): nothing sent`;
  const now = parseProcessStat(text)?.startTimeTicks ?? null;
  if (startTimeTicks === null || now === null) return `the start time of process ${pid} is unknown: nothing sent`;
  if (now !== startTimeTicks) return `process ${pid} is another one by now: nothing sent`;
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
