/**
 * /proc/PID/stat (proc(5), fs/proc/array.c do_task_stat): one line of numbers after a name that the process chose.
 */

import { decimalIn } from './decimal.js';

export interface ProcessStat {
  /** Up to 15 bytes; may hold `)`, spaces and newlines, so it ends at the last `)` of the text. Hostile. */
  readonly comm: string;
  readonly parentPid: number | null;
  /** utime + stime, clock ticks. */
  readonly cpuTicks: number | null;
  /** Clock ticks after boot. */
  readonly startTimeTicks: number | null;
}

/** proc(5) counts fields from 1, with pid and comm first. */
const FIRST_BEHIND_COMM = 3;
const PARENT_PID = 4;
const USER_TICKS = 14;
const SYSTEM_TICKS = 15;
const START_TIME = 22;

const SPACE = 32;

/**
 * Null when there is no `(name)` in the text: cut short or not a stat file. A field that is no number, or may have lost its end,
 * is null. Read for each holder in each tick, so the line is not taken apart into its 52 fields.
 */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  let parentPid: number | null = null;
  let user: number | null = null;
  let system: number | null = null;
  let startTimeTicks: number | null = null;
  let at = close + 1;
  for (let field = FIRST_BEHIND_COMM; field <= START_TIME; field++) {
    while (at < text.length && text.charCodeAt(at) <= SPACE) at++;
    const start = at;
    while (at < text.length && text.charCodeAt(at) > SPACE) at++;
    // Behind a whole number stands something; at the end of the text a digit may be missing.
    if (at === text.length) break;
    if (field === PARENT_PID) parentPid = decimalIn(text, start, at);
    else if (field === USER_TICKS) user = decimalIn(text, start, at);
    else if (field === SYSTEM_TICKS) system = decimalIn(text, start, at);
    else if (field === START_TIME) startTimeTicks = decimalIn(text, start, at);
  }
  const cpuTicks = user === null || system === null ? null : user + system;
  return {
    comm: text.slice(open + 1, close),
    parentPid,
    cpuTicks: cpuTicks !== null && Number.isSafeInteger(cpuTicks) ? cpuTicks : null,
    startTimeTicks,
  };
}
