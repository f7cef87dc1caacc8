/** The processes of a root: every folder of /proc whose name is a number. */
import { decimal } from './decimal.js';
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
