/**
 * Who a row is about: what all texts of a row hang on that are no figures. The screen keeps those texts for as long as nobody else stands
 * there; a screenful of them made anew in each tick cost as much as the figures.
 */
import type { ProcessFacts } from '../../scan/sweep.js';
import type { Row } from './row.js';

export interface Who {
  readonly deviceLabel: string;
  readonly clientId: string;
  readonly clientName: string | null;
  readonly owner: ProcessFacts;
  /** Of its owner, which is its one holder. */
  readonly fds: number;
}

/** Of a row of one client that one process holds and that was read in this tick, as most are; null of any other: more is said of it. */
export function whoOf({ clients, silentFds, deviceLabel }: Row): Who | null {
  const client = clients[0];
  if (client === undefined || clients.length !== 1 || silentFds.length !== 0) return null;
  const { holders, owner, clientId, clientName } = client;
  const holder = holders[0];
  if (holder?.process.pid !== owner.pid || holders.length !== 1) return null;
  if (client.occupant !== undefined || client.restNs !== null) return null;
  return { deviceLabel, clientId, clientName, owner, fds: holder.fds.length };
}

/** Whether a row is still about whom it was, in all that its texts say. */
export function isSameWho(a: Who, b: Who): boolean {
  return (
    a.clientId === b.clientId &&
    a.fds === b.fds &&
    a.clientName === b.clientName &&
    a.deviceLabel === b.deviceLabel &&
    isSameProcess(a.owner, b.owner)
  );
}

function isSameProcess(a: ProcessFacts, b: ProcessFacts): boolean {
  return (
    a.pid === b.pid &&
    a.comm === b.comm &&
    a.cmdline === b.cmdline &&
    a.user === b.user &&
    a.uid === b.uid &&
    (a.unit === b.unit || (a.unit?.text === b.unit?.text && a.unit?.kind === b.unit?.kind))
  );
}
