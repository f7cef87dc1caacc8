/** What is said of a whole snapshot: where its numbers come from, and how many processes are seen. */
import type { Snapshot } from '../ledger/snapshot.js';
import { printable } from './text/printable.js';

/** Processes that hold a client; a pid is of its machine. */
export function countHolders({ clients }: Snapshot): number {
  const pids = new Map<string | undefined, Set<number>>();
  for (const { host, holders } of clients) {
    let ofHost = pids.get(host);
    if (ofHost === undefined) pids.set(host, (ofHost = new Set()));
    for (const { process } of holders) ofHost.add(process.pid);
  }
  return [...pids.values()].reduce((sum, { size }) => sum + size, 0);
}

/** Where the numbers come from, where that is no live machine: the word, and in what more room there is the rest. */
export function sourceWords({ source: { kind, root }, host }: Snapshot): readonly [string, string] {
  switch (kind) {
    case 'demo':
      return ['DEMO', 'simulated, not this machine'];
    case 'replay':
      return ['REPLAY', `of ${printable(root)}, recorded on ${printable(host)}`];
    case 'tree':
      return ['TREE', `${printable(root)}, not this machine's own /proc`];
    default:
      return ['', ''];
  }
}
