/** What a row must say beside its numbers: several fds, other holders, no statistics. */
import type { Client, Holder } from '../../ledger/snapshot.js';
import type { Group } from './grouping.js';
import { duration } from '../text/numbers.js';

const NAMED = 2;

/** `2 fds · held also by systemd-logind (812)`, or empty. Holds text of other processes. */
export function noteOf(group: Group): string {
  let note = '';
  // Of each row in each frame, and mostly there is nothing to say.
  for (const part of PARTS) {
    const said = part(group);
    if (said !== '') note += note === '' ? said : ` · ${said}`;
  }
  return note;
}

const PARTS = [ofAnotherNamespace, atRest, countFds, otherHolders, withoutStatistics];

/** Its number is a pid of the init namespace, which is no pid here. */
function ofAnotherNamespace({ clients }: Group): string {
  return clients.some(isOfAnotherNamespace) ? 'pid of the host' : '';
}

/** True for a client that is told of by a pid which is not one of ours (KFD, nvidia-smi, seen from a container). */
export function isOfAnotherNamespace({ occupant }: Pick<Client, 'occupant'>): boolean {
  return occupant?.isRow === true && occupant.readings.some(({ isOurs }) => !isOurs);
}

/** Of one client, or of one process without statistics; over several clients a sum of fds says nothing. */
function countFds({ clients, silentFds }: Group): string {
  const [client] = clients;
  if (clients.length > 1 || (client !== undefined && silentFds.length > 0)) return '';
  let fds = silentFds.length;
  for (const holder of client?.holders ?? []) if (holder.process.pid === client?.owner.pid) fds += holder.fds.length;
  return fds > 1 ? `${fds} fds` : '';
}

/** Of one owner: the holders of many clients are a crowd, and HOLDERS counts them. */
function otherHolders({ clients }: Group): string {
  // As most are: the one holder of the one client is its owner.
  if (clients.length === 1 && clients[0]?.holders.length === 1) return '';
  const owners = new Set(clients.map((client) => client.owner.pid));
  const others = new Map<number, Holder>();
  for (const holder of clients.flatMap((client) => client.holders)) {
    if (!owners.has(holder.process.pid)) others.set(holder.process.pid, holder);
  }
  if (owners.size > 1 || others.size === 0) return '';
  const named = [...others.values()].slice(0, NAMED).map(({ process }) => `${process.comm ?? '?'} (${process.pid})`);
  const more = others.size > NAMED ? ` and ${others.size - NAMED} more` : '';
  return `held also by ${named.join(', ')}${more}`;
}

/** Figures that are not of this tick, and how old they are: the device sleeps, or is left alone so that it can. */
function atRest({ clients, silentFds }: Group): string {
  let oldestNs: number | null = null;
  for (const { restNs } of clients) if (restNs !== null && restNs > (oldestNs ?? 0)) oldestNs = restNs;
  if (oldestNs !== null) return `at rest ${duration(oldestNs)}`;
  return silentFds.some(({ isAtRest }) => isAtRest) ? 'at rest, not read yet' : '';
}

function withoutStatistics({ silentFds }: Group): string {
  if (silentFds.length === 0) return '';
  const silent = silentFds.filter(({ isAtRest }) => !isAtRest);
  if (silent.length === 0) return '';
  const drivers = [...new Set(silent.map(({ driver }) => driver ?? 'its driver'))];
  return `no statistics from ${drivers.join(', ')}`;
}
