/** What must hold of every tick that looks at a herd, however wild it is. */
import type { Herd } from './herd.js';
import { busyRatioOf, DRIVER, ENGINE } from './stand-in-driver.js';
import type { Tick, TickClient } from './tick.js';

/** Rates of clients are a thousandth apart: nearer to another's than to its own, a counter is not its own. */
const HALF_A_STEP = 0.0005;

type StandingStill = Pick<Herd, 'still'>;

/** Everything that is wrong in a tick, one sentence each. */
export function wrongs(tick: Tick, { still }: StandingStill): string[] {
  const clients = new Map(tick.clients.map((client) => [client.client_id, client]));
  return [
    ...coverageWrongs(tick),
    ...tick.clients.flatMap((client) => [...clientWrongs(client)]),
    ...[...still].flatMap(([id, holders]) => {
      const seen = holdersOf(clients.get(id));
      return seen === holders ? [] : [`client ${id}, which stands still, is held by ${seen} and not by ${holders}`];
    }),
  ];
}

/** Clients that were read anew and have not moved, though all are always busy: what is shown was read before. */
export function stale(tick: Tick, before: Tick | null): string[] {
  const previous = new Map(before?.clients.map((client) => [client.client_id, client]));
  return tick.clients.flatMap(({ client_id: id, read_mono_ns: atNs, engines }) => {
    const last = previous.get(id);
    if (last === undefined || last.read_mono_ns === atNs) return [];
    return last.engines[ENGINE]?.busy_ns === engines[ENGINE]?.busy_ns ? [`client ${id} shows what was read before`] : [];
  });
}

/** Clients that are dead for certain: all that were opened up to an id, but for those that stand still. */
export function risen(tick: Tick, { still }: StandingStill, deadUpTo: number): string[] {
  return tick.clients
    .filter(({ client_id: id }) => Number(id) <= deadUpTo && !still.has(id))
    .map((client) => `client ${client.client_id} has long been gone, and is shown as held by ${holdersOf(client)}`);
}

/** What is wrong in a tick that was taken while only the still ones were there. */
export function quietWrongs(tick: Tick, { still }: StandingStill): string[] {
  const ghosts = tick.clients.filter(({ client_id }) => !still.has(client_id));
  return [
    ...ghosts.map((client) => `client ${client.client_id} is gone, and shown as held by ${holdersOf(client)}`),
    ...(tick.fds_without_stats.length > 0 ? [`${tick.fds_without_stats.length} fds without statistics are gone, and shown`] : []),
  ];
}

function* coverageWrongs({ coverage, scan, clients_total: total, clients, fds_without_stats: silent }: Tick): Generator<string> {
  // Root sees all; processes that end and fds that close are no loss. So there is nothing to count.
  const { by_errno: byErrno, processes_unreadable: unreadable, processes_seen: seen, troubles } = coverage;
  if (Object.keys(byErrno).length > 0) yield `counted as unreadable: ${JSON.stringify(byErrno)} ${JSON.stringify(troubles)}`;
  if (unreadable > 0) yield `${unreadable} processes unreadable`;
  if (scan.processes !== seen) yield `${scan.processes} processes looked at, ${seen} seen`;
  if (scan.processes_listed > seen) yield `${scan.processes_listed} processes listed, ${seen} seen`;
  if (total !== clients.length) yield `${clients.length} clients of ${total}`;
  for (const { node } of silent) if (node !== '/dev/dri/renderD128') yield `${String(node)} is a fd without statistics`;
}

function* clientWrongs({ client_id: id, driver, engines, read_mono_ns: atNs, holders }: TickClient): Generator<string> {
  if (driver !== DRIVER) yield `client ${id} is of driver ${driver}`;
  if (holders.length === 0) yield `client ${id} has no holder`;
  const names = Object.keys(engines);
  if (names.join() !== ENGINE) yield `client ${id} has the engines ${names.join()}`;
  const busyNs = Number(engines[ENGINE]?.busy_ns ?? NaN);
  const share = busyNs / Number(atNs);
  const right = busyRatioOf(Number(id));
  if (!(Math.abs(share - right) < HALF_A_STEP)) yield `client ${id} was busy ${share} of the time, and not ${right}`;
}

function holdersOf(client: TickClient | undefined): string {
  if (client === undefined) return 'nobody';
  return client.holders
    .map(({ pid, fds }) => `${pid}:${[...fds].sort((a, b) => a - b).join()}`)
    .sort()
    .join(' ');
}
