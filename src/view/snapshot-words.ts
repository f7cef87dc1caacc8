/** What is said of a whole snapshot: where its numbers come from, and how many processes are seen. */
import type { Snapshot } from '../ledger/snapshot.js';
import { printable } from './text/printable.js';

/** Processes that hold a client; a pid is of its machine. */
export function countHolders({ clients }: Snapshot): number {
  const pids = new Map<string | undefined, Set<number>>();
  let last: string | undefined;
  let ofLast = new Set<number>();
  pids.set(last, ofLast);
  for (const { host, holders } of clients) {
    // Clients of one machine stand together.
    if (host !== last) {
      last = host;
      ofLast = pids.get(host) ?? new Set();
      pids.set(host, ofLast);
    }
    for (const { process } of holders) ofLast.add(process.pid);
  }
  let sum = 0;
  for (const { size } of pids.values()) sum += size;
  return sum;
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
