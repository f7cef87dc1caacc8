/** The processes of a root: every folder of /proc whose name is a number. */
import { Failure } from './files.js';
import type { Root } from './root.js';

/** Process ids in the order of the listing. Thread ids are not listed by procfs. */
export function listPids(root: Root): number[] | Failure {
  const names = root.files.list(root.proc);
  if (names instanceof Failure) return names;
  const pids: number[] = [];
  for (const name of names) {
    const pid = decimal(name);
    if (pid !== null) pids.push(pid);
  }
  return pids;
}

/** A name made of decimal digits only, as a number; else null. Faster than a regular expression, and called per name. */
export function decimal(name: string): number | null {
  let value = 0;
  for (let at = 0; at < name.length; at++) {
    const digit = name.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return name.length === 0 ? null : value;
}
