/** Clients of which nobody can tell how busy they are, with the reason: by device and driver, not one by one. */
import type { Snapshot } from '../../ledger/snapshot.js';
import { causeOfUnknown, sayCause, type UnknownCause } from '../../ledger/why-unknown.js';
import { count } from './coverage.js';
import { printable } from '../text/printable.js';

/** They pass by themselves, or stand elsewhere. */
const PASSING: ReadonlySet<UnknownCause> = new Set(['first-sight', 'at-rest', 'left-out']);

/** One sentence each, with a final stop. */
export function unknownNotes({ clients, devices }: Pick<Snapshot, 'clients' | 'devices'>): string[] {
  const groups = new Map<string, { device: string; driver: string; cause: UnknownCause; number: number }>();
  for (const client of clients) {
    const cause = causeOfUnknown(client, devices);
    if (cause === null || PASSING.has(cause)) continue;
    const { device, driver } = client;
    const key = JSON.stringify([device, driver, cause]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { device, driver, cause, number: 1 });
    else group.number++;
  }
  return Array.from(groups.values(), ({ device, driver, cause, number }) => {
    const who = `${count(number, 'client', 'clients')} on ${printable(device)}`;
    return `How busy ${who} ${number === 1 ? 'is' : 'are'} cannot be known: ${printable(sayCause(cause, driver))}.`;
  });
}
