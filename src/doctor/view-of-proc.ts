/** What the mount and the PID namespace of /proc hide. Both hide processes so well that nothing can count them. */
import { parseMountinfo } from '../procfs/mountinfo.js';
import { type Finding, note } from './finding.js';

/** Modes that take processes out of the list, as numbers before and as words since Linux 5.8 (Documentation/filesystems/proc.rst). */
const HIDING = new Set(['2', 'invisible', '4', 'ptraceable']);

/** Super options of the mount at `proc`. The last mount there wins. Null: no such mount. */
export function procMountOptions(mountinfo: string, proc: string): string | null {
  return [...parseMountinfo(mountinfo).values()].findLast(({ point }) => point === proc)?.superOptions ?? null;
}

/**
 * The mode of hidepid that hides others' processes, or null. `noaccess` does not: such processes are counted as unreadable.
 *
 * @param options as `procMountOptions` gives them
 */
export function hidingMode(options: string | null): string | null {
  const mode = /(?:^|,)hidepid=(\w+)/.exec(options ?? '')?.[1];
  return mode !== undefined && HIDING.has(mode) ? mode : null;
}

/** @param mode as `hidingMode` gives it */
export function checkHidepid(mode: string): Finding {
  const why = "other users' processes are hidden, not merely refused: they are not even counted. CAP_SYS_PTRACE sees through it";
  return note('hidepid', `/proc is mounted with hidepid=${mode}`, why, null);
}

/**
 * @param second comm of process 2, which is kthreadd in the namespace of the machine; null when it cannot be told
 */
export function checkPidNamespace(second: string | null): Finding[] {
  if (second === null || second === 'kthreadd') return [];
  return [
    note(
      'container',
      'only the processes of this PID namespace are seen',
      'what runs outside of it has other pids and is not in this /proc',
      "start the container with --pid=host, or mount the host's /proc and use --proc DIR",
    ),
  ];
}
