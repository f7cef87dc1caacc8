/**
 * /proc/PID/status (proc(5)): whose process it is, and its memory. Not the folder's owner: the kernel shows a process that may not be dumped
 * (ssh-agent, some compositors) as owned by root.
 */
import { decimal } from './decimal.js';

/** Real uid; null where the text is cut short before it. */
export function parseUid(status: string): number | null {
  // Four ids stand in the line; behind the first is always a blank, unless the text was cut inside it. Only a newline begins a line, and
  // not a carriage return, as it would for `^`: the process may have one in its name, which stands two lines before.
  return decimal(/(?<![^\n])Uid:[ \t]*(\d+)\s/.exec(status)?.[1] ?? '');
}

/** Resident bytes (`VmRSS`), pages shared with others included; null for a kernel thread, a zombie, and where the line is not there. */
export function parseResidentBytes(status: string): number | null {
  const kib = decimal(/(?<![^\n])VmRSS:[ \t]*(\d+) kB\n/.exec(status)?.[1] ?? '');
  return kib === null ? null : kib * 1024;
}
