/**
 * /proc/PID/status (proc(5)): whose process it is. Not the folder's owner: the kernel shows a process that may not be dumped
 * (ssh-agent, some compositors) as owned by root.
 */
import { decimal } from './decimal.js';

/** Real uid; null where the text is cut short before it. */
export function parseUid(status: string): number | null {
  // Four ids stand in the line; behind the first is always a blank, unless the text was cut inside it. Only a newline begins a line, and
  // not a carriage return, as it would for `^`: the process may have one in its name, which stands two lines before.
  return decimal(/(?<![^\n])Uid:[ \t]*(\d+)\s/.exec(status)?.[1] ?? '');
}
