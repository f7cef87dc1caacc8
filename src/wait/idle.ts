/**
 * For how long a process or a device has been idle: below a given share of each engine group, without a break.
 *
 * Unknown is not idle. A client seen for the first time, a DRM fd whose driver prints no statistics, a counter that was not
 * printed: each of them ends the idle time, because a script that waits for a free GPU must not start too early. Known to be idle is
 * a device that sleeps (its power/runtime_status says so, and then drivers leave their counters out), and a process
 * without any DRM fd.
 */
import { busyTime } from '../ledger/busy.js';
import type { Client, SilentFd, Snapshot } from '../ledger/snapshot.js';
import { causeOfUnknown, causeOfUnknownEngine, sayCause } from '../ledger/why-unknown.js';
import { devicesNamed } from '../view/devices/device-names.js';

export type IdleTarget = { readonly pid: number } | { readonly device: string };

/** The busiest engine group of what is watched; `ratio` null: it cannot be told. */
export interface Busiest {
  /** Names another process's or driver's text: hostile. Empty where there is no engine. */
  readonly engine: string;
  readonly ratio: number | null;
  /** Why nothing is known, as a sentence without a final stop; null where it is known. Hostile. */
  readonly why: string | null;
}

export interface IdleState {
  readonly busiest: Busiest;
  /** Time without a break below the limit, up to the newest snapshot. */
  readonly idleNs: number;
}

const NOTHING: Busiest = { engine: '', ratio: 0, why: null };

export class IdleWatch {
  readonly #target: IdleTarget;
  readonly #below: number;
  #idleNs = 0;

  /** @param below a ratio, 0..1, that each engine group must stay under */
  constructor(target: IdleTarget, below: number) {
    this.#target = target;
    this.#below = below;
  }

  /** Takes the next snapshot; each speaks of the interval before it. */
  step(snapshot: Snapshot): IdleState {
    const busiest = busiestOf(snapshot, this.#target, this.#below);
    const isIdle = busiest.ratio !== null && busiest.ratio < this.#below;
    this.#idleNs = isIdle ? this.#idleNs + (snapshot.intervalNs ?? 0) : 0;
    return { busiest, idleNs: this.#idleNs };
  }
}

/**
 * How busy the target was over the last interval. A device's own figure does not count where its clients contradict it.
 *
 * @param enough from this ratio on it is busy, whatever is unknown beside it
 */
export function busiestOf(snapshot: Snapshot, target: IdleTarget, enough = Infinity): Busiest {
  const awake = new Map(
    snapshot.devices.filter(({ runtimeStatus }) => runtimeStatus !== 'suspended').map((each) => [each.id, each]),
  );
  const listed = new Set(snapshot.devices.map(({ id }) => id));
  const counts = (id: string | null): boolean => id === null || awake.has(id) || !listed.has(id);
  const meant = 'device' in target ? devicesNamed(snapshot.devices, target.device) : [];
  const isOfTarget = ({ device, pids }: Held): boolean =>
    counts(device) &&
    ('pid' in target
      ? pids.includes(target.pid)
      : meant.some(({ id }) => id === device) || (device === target.device && !listed.has(device)));
  const named = meant.filter(({ id }) => awake.has(id));
  const figures = new Map(
    named.flatMap(({ id, busyRatio, busyContradicted }) =>
      busyRatio === null || busyContradicted ? [] : [[id, busyRatio] as const],
    ),
  );
  const clients = snapshot.clients.filter((client) => isOfTarget(heldClient(client)));
  const { most, unknown } = busiestOfClients(clients, snapshot.devices, figures);
  if (most.ratio !== null && most.ratio >= enough) return most;
  const silent = snapshot.silentFds.find((each) => isOfTarget(heldSilently(each)));
  if (silent !== undefined) return unknownOf(`${silent.driver ?? 'the driver'} prints no statistics for its clients`);
  return unknown ?? most;
}

function unknownOf(why: string, engine = ''): Busiest {
  return { engine, ratio: null, why };
}

interface Held {
  readonly device: string | null;
  readonly pids: readonly number[];
}

function heldClient({ device, holders }: Client): Held {
  return { device, pids: holders.map(({ process }) => process.pid) };
}

function heldSilently({ device, process }: SilentFd): Held {
  return { device, pids: [process.pid] };
}

/**
 * The busiest that is known, and the first of what is not.
 *
 * @param figures what drivers say of whole devices, by id: includes what no client shows
 */
function busiestOfClients(
  clients: readonly Client[],
  devices: Snapshot['devices'],
  figures: ReadonlyMap<string, number>,
): { readonly most: Busiest; readonly unknown: Busiest | null } {
  let unknown: Busiest | null = null;
  const sums = new Map<string, Busiest>();
  for (const client of clients) {
    const cause = causeOfUnknown(client, devices);
    // Its device was idle when it was left alone, and nobody holds it awake.
    if (cause === 'at-rest') continue;
    // Where no engine of the client is counted, the whole device's figure speaks for it.
    if (cause !== null && !(isUncounted(client) && figures.has(client.device)))
      unknown ??= unknownOf(sayCause(cause, client.driver), firstUnknown(client));
    for (const [engine, use] of client.engines) {
      const ratio = busyTime(use);
      // An instant or a bound beside the device's own figure.
      if (ratio === null && use.ratio !== null) continue;
      if (ratio === null) {
        unknown ??= unknownOf(sayCause(causeOfUnknownEngine(client), client.driver), engine);
        continue;
      }
      const key = JSON.stringify([client.device, engine]);
      sums.set(key, { engine, ratio: (sums.get(key)?.ratio ?? 0) + ratio, why: null });
    }
  }
  const own = Array.from(figures.values(), (ratio) => ({ engine: 'device', ratio, why: null }));
  const most = [...sums.values(), ...own].reduce<Busiest>(
    (before, each) => ((each.ratio ?? 0) > (before.ratio ?? 0) ? each : before),
    NOTHING,
  );
  return { most, unknown };
}

/** No engine of it is unknown by a reading: it is what fdinfo never shows. */
function isUncounted({ engines }: Client): boolean {
  return [...engines.values()].every(({ ratio }) => ratio !== null);
}

function firstUnknown({ engines }: Client): string {
  for (const [name, { ratio }] of engines) if (ratio === null) return name;
  return '';
}
