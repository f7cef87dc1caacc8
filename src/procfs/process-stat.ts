/**
 * /proc/PID/stat (proc(5), fs/proc/array.c do_task_stat): one line of numbers after a name that the process chose.
 */

import { decimal } from './decimal.js';

export interface ProcessStat {
  /** Up to 15 bytes; may hold `)`, spaces and newlines, so it ends at the last `)` of the text. Hostile. */
  readonly comm: string;
  readonly parentPid: number | null;
  /** utime + stime, clock ticks. */
  readonly cpuTicks: number | null;
  /** Clock ticks after boot. */
  readonly startTimeTicks: number | null;
}

/** Null when there is no `(name)` in the text: cut short or not a stat file. A field that is no number, or may have lost its end, is null. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text
    .slice(close + 1)
    .trimStart()
    .split(/\s+/);
  // Nothing stands behind the newline; behind anything else a digit may be missing.
  fields.pop();
  // proc(5) counts from 1 with pid and comm first; the state is field 3.
  const field = (number: number): number | null => decimal(fields[number - 3] ?? '');
  const user = field(14);
  const system = field(15);
  return {
    comm: text.slice(open + 1, close),
    parentPid: field(4),
    cpuTicks: user === null || system === null ? null : decimal(String(user + system)),
    startTimeTicks: field(22),
  };
}
