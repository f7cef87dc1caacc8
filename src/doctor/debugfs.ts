/** debugfs: the kernel's own word on who opened a client. The only thing that root alone can read, and the least missed. */
import { type Finding, note, ok } from './finding.js';

export type DebugfsState = 'readable' | 'refused' | 'absent';

export function checkDebugfs(state: DebugfsState, isRoot: boolean): Finding {
  if (state === 'readable') return ok('debugfs', 'readable: the kernel says who opened a client, and --strategy clients works');
  const otherwise = 'owners are told by rule';
  if (state === 'absent' && isRoot) {
    const why = `${otherwise}, not by the kernel, and --strategy clients does not work`;
    return note('debugfs', 'not mounted', why, 'mount -t debugfs debugfs /sys/kernel/debug');
  }
  return ok('debugfs', `${isRoot ? 'refused' : 'for root only'}: ${otherwise}`);
}
