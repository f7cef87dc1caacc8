/**
 * Which clients share a row. A group never mixes devices: its ratios are of one device's engines.
 *
 * DRM fds without statistics join the group of their process, user, unit or part of it; by client they have a row for each process,
 * since nothing tells their clients apart.
 */
import type { Client, SilentFd } from '../../ledger/snapshot.js';
import type { ProcessFacts } from '../../scan/sweep.js';
import { UNIT_GROUPINGS } from '../../units/unit-grouping.js';
import type { Grouping } from './row.js';

export interface Group {
  /** Stable from tick to tick. */
  readonly key: string;
  readonly device: string | null;
  readonly clients: readonly Client[];
  readonly silentFds: readonly SilentFd[];
}

/** Groups in the order in which their first member comes. */
export function groupMembers(clients: readonly Client[], silentFds: readonly SilentFd[], by: Grouping): Group[] {
  const groups = new Map<string, Group & { clients: Client[]; silentFds: SilentFd[] }>();
  const groupOf = (key: string, device: string | null) => {
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { key, device, clients: [], silentFds: [] }));
    return group;
  };
  const single = by === 'client' ? clients.map(groupOfOne) : [];
  if (by !== 'client') {
    for (const client of clients) groupOf(groupKey(client.device, client.owner, by), client.device).clients.push(client);
  }
  for (const silent of silentFds) groupOf(silentKey(silent, by), silent.device).silentFds.push(silent);
  return [...single, ...groups.values()];
}

const NO_FDS: readonly SilentFd[] = [];

function groupOfOne(client: Client): Group {
  // As it is, with the hash that it has: a text made for each client in each frame would be hashed again. Others end in `]`.
  return { key: client.key, device: client.device, clients: [client], silentFds: NO_FDS };
}

function silentKey(silent: SilentFd, by: Grouping): string {
  return by === 'client'
    ? `silent ${groupKey(silent.device, silent.process, 'process')}`
    : groupKey(silent.device, silent.process, by);
}

/** Keys hold text of other processes (a unit's name) and never reach an output; JSON quoting keeps the parts apart. */
function groupKey(device: string | null, process: ProcessFacts, by: Exclude<Grouping, 'client'>): string {
  return `${by} ${JSON.stringify([device, ...whoseOf(process, by)])}`;
}

function whoseOf(process: ProcessFacts, by: Exclude<Grouping, 'client'>): readonly (string | number | null)[] {
  switch (by) {
    case 'process':
      return [process.pid, process.startTimeTicks];
    case 'user':
      return [process.uid, process.uid === null ? process.user : null];
    case 'unit':
      return [process.unit?.text ?? null];
    default:
      return UNIT_GROUPINGS[by].map((part) => process.unit?.parts[part] ?? null);
  }
}
