/** The machine as it is, or any root that the user names. Nothing is made. */
import { openRoot } from '../../procfs/root.js';
import type { Workload } from './workload.js';

export function systemWorkload(): Workload {
  return { label: 'this machine as it is', kind: 'system', root: openRoot(), pretended: null, close: () => Promise.resolve() };
}

/** @throws UsageError when `dir` is no root */
export function rootWorkload(dir: string): Workload {
  return { label: dir, kind: 'root', root: openRoot({ root: dir }), pretended: null, close: () => Promise.resolve() };
}
