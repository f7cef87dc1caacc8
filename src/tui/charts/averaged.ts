/** A snapshot whose ratios are means over the last seconds, so that rows, order and filter all follow the average. */
import type { History } from '../../history/history.js';
import type { Client, Snapshot } from '../../ledger/snapshot.js';
import { isShare } from '../../view/columns/engine-figure.js';

/** The snapshot with averages in place of its ratios; a client without a history keeps its own. */
export function averaged(snapshot: Snapshot, history: History, seconds: number): Snapshot {
  return { ...snapshot, clients: snapshot.clients.map((client) => averageClient(client, history, seconds)) };
}

function averageClient(client: Client, history: History, seconds: number): Client {
  const track = history.client(client.key);
  if (track === null) return client;
  // What is no share of time has no mean over time: it stays as it was read.
  const engines = client.engines.map((use, name) => (isShare(use) ? { ...use, ratio: track.average(name, seconds) } : use));
  return { ...client, engines };
}
