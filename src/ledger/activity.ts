/**
 * Busy, idle or unknown: decided here, and nowhere else.
 *
 * Idle is a thing that is known: every engine was measured and did nothing. A client whose driver prints no engine at all may be
 * working this very moment (ROCm computes through /dev/kfd, a virtual function has no counters), so it is unknown, and unknown is
 * neither idle nor 0: filters keep it, waits go on, and a sum of nothing but 0 and unknown is unknown.
 */
import { onlyWatches } from '../nvidia/watch-policy.js';
import { busyTime } from './busy.js';
import type { Client, SilentFd } from './snapshot.js';

export type Activity = 'busy' | 'idle' | 'unknown';

type ActiveClient = Pick<Client, 'driver' | 'engines' | 'holders'>;

export function activityOf(ratio: number | null): Activity {
  return ratio === null ? 'unknown' : ratio > 0 ? 'busy' : 'idle';
}

export function clientActivity(client: ActiveClient): Activity {
  if (client.engines.size === 0) return isUnused(client) ? 'idle' : 'unknown';
  let unknown = false;
  for (const use of client.engines.values()) {
    const activity = activityOf(busyTime(use));
    if (activity === 'busy') return 'busy';
    if (activity === 'unknown') unknown = true;
  }
  return unknown || holdsKfd(client) ? 'unknown' : 'idle';
}

/** Of clients and of fds without statistics together: busy if any is, idle if all are. */
export function groupActivity(clients: readonly ActiveClient[], silentFds: readonly SilentFd[]): Activity {
  let unknown = silentFds.length > 0;
  for (const client of clients) {
    const activity = clientActivity(client);
    if (activity === 'busy') return 'busy';
    if (activity === 'unknown') unknown = true;
  }
  return unknown ? 'unknown' : 'idle';
}

/**
 * A sum (or the highest) of ratios of which some may be unknown: what is known is the least that it can be, but where that is
 * nothing, it is unknown.
 *
 * @param known null: none was
 */
export function sumWithUnknown(known: number | null, someUnknown: boolean): number | null {
  return known === 0 && someUnknown ? null : known;
}

/** Accounts of people begin here (login.defs, SYS_UID_MAX). Anybody may call a process as a daemon is called. */
const FIRST_USER = 1000;

/** amdgpu prints an engine once it was used. ROCm's queues are never printed, but they need /dev/kfd. NVIDIA's daemons only hold a GPU open. */
function isUnused({ driver, holders }: ActiveClient): boolean {
  if (driver.startsWith('nvidia'))
    return (
      holders.length > 0 && holders.every(({ process: { comm, uid } }) => onlyWatches(comm) && uid !== null && uid < FIRST_USER)
    );
  return driver === 'amdgpu' && holders.every(({ process }) => process.holdsKfd === false);
}

/** Whether a process that holds the client can compute without a sign of it in fdinfo (amdgpu_amdkfd.c). */
export function holdsKfd({ driver, holders }: Pick<Client, 'driver' | 'holders'>): boolean {
  return driver === 'amdgpu' && holders.some(({ process }) => process.holdsKfd === true);
}
