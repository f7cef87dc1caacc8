/**
 * Whom a client's row is attributed to.
 *
 * Several processes may hold one client: a compositor's is also held by logind, which opened it, and by every child
 * that inherited the fd. All holders are shown; the row needs one name, and it must be the same one in the next tick.
 */
import { BROKERS, INITS } from '../drm/nodes/brokers.js';
import type { ProcessFacts } from '../scan/sweep.js';
import type { Holder, OwnerRule } from './snapshot.js';
import { sameProcess } from './state.js';

/** A process that opens devices for others and does not use them itself. A pid 1 that cannot be named is taken for an init. */
export function isBroker({ pid, comm }: ProcessFacts): boolean {
  if (comm === null) return pid === 1;
  return BROKERS.has(comm) || (pid === 1 && INITS.has(comm));
}

export interface Ownership {
  readonly owner: ProcessFacts;
  readonly rule: OwnerRule;
}

function byStart(a: ProcessFacts, b: ProcessFacts): number {
  const [first, second] = [a.startTimeTicks ?? Infinity, b.startTimeTicks ?? Infinity];
  return first === second ? a.pid - b.pid : first - second;
}

/** The owner by the rules that need no memory. `holders` must not be empty. */
function chosen(holders: readonly Holder[], kernelPid: number | null): Ownership {
  const only = holders.length === 1 ? holders[0] : undefined;
  if (only !== undefined) return { owner: only.process, rule: 'only holder' };
  const processes = holders.map((holder) => holder.process).sort(byStart);
  const [first] = processes;
  if (first === undefined) throw new RangeError('a client without holders has no owner');
  const opener = processes.find((process) => process.pid === kernelPid);
  if (opener !== undefined) return { owner: opener, rule: 'kernel' };
  const [user, another] = processes.filter((process) => !isBroker(process));
  if (user === undefined) return { owner: first, rule: 'earliest' };
  return { owner: user, rule: another === undefined ? 'not a broker' : 'earliest' };
}

/**
 * The owner among `holders` (at least one). The owner of the last sweep stays as long as it holds the client; the rule
 * is then called `kept` only where the other rules would now name somebody else.
 *
 * @param kernelPid the pid in debugfs `clients`, or null. It names who opened the file, who need not hold it any more.
 */
export function chooseOwner(holders: readonly Holder[], kernelPid: number | null, before: ProcessFacts | null): Ownership {
  const choice = chosen(holders, kernelPid);
  if (before === null || sameProcess(before, choice.owner)) return choice;
  const kept = holders.find((holder) => sameProcess(holder.process, before));
  return kept === undefined ? choice : { owner: kept.process, rule: 'kept' };
}
