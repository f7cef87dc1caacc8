/**
 * For how long a process or a device has been idle: below a given share of each engine group, without a break.
 *
 * Unknown is not idle. A client seen for the first time, a DRM fd whose driver prints no statistics, a counter that was not
 * printed: each of them ends the idle time, because a script that waits for a free GPU must not start too early. Known to be idle is
 * a device that sleeps (its power/runtime_status says so, and then drivers leave their counters out), and a process
 * without any DRM fd.
 */
import type { Client, Device, SilentFd, Snapshot } from '../ledger/snapshot.js';
import { isDevice } from '../view/device-names.js';

export type IdleTarget = { readonly pid: number } | { readonly device: string };

/** The busiest engine group of what is watched; `ratio` null: it cannot be told. */
export interface Busiest {
  /** Names another process's or driver's text: hostile. Empty where there is no engine. */
  readonly engine: string;
  readonly ratio: number | null;
}

export interface IdleState {
  readonly busiest: Busiest;
  /** Time without a break below the limit, up to the newest snapshot. */
  readonly idleNs: number;
}

const NOTHING: Busiest = { engine: '', ratio: 0 };

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
    const busiest = busiestOf(snapshot, this.#target);
    const isIdle = busiest.ratio !== null && busiest.ratio < this.#below;
    this.#idleNs = isIdle ? this.#idleNs + (snapshot.intervalNs ?? 0) : 0;
    return { busiest, idleNs: this.#idleNs };
  }
}

/** How busy the target was over the last interval. */
export function busiestOf(snapshot: Snapshot, target: IdleTarget): Busiest {
  const awake = new Map(
    snapshot.devices.filter(({ runtimeStatus }) => runtimeStatus !== 'suspended').map((each) => [each.id, each]),
  );
  const listed = new Set(snapshot.devices.map(({ id }) => id));
  const counts = (id: string | null): boolean => id === null || awake.has(id) || !listed.has(id);
  const isOfTarget = ({ device, pids }: Held): boolean =>
    counts(device) && ('pid' in target ? pids.includes(target.pid) : isNamed(snapshot, device, target.device));
  if (snapshot.silentFds.some((silent) => isOfTarget(heldSilently(silent)))) return { engine: '', ratio: null };
  const own = 'device' in target ? [...awake.values()].flatMap((device) => ownFigure(device, target.device)) : [];
  return busiestOfClients(
    snapshot.clients.filter((client) => isOfTarget(heldClient(client))),
    own,
  );
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

function isNamed({ devices }: Snapshot, id: string | null, name: string): boolean {
  const device = devices.find((each) => each.id === id);
  return device === undefined ? id === name : isDevice(device, name);
}

/** What the driver says of the whole device: includes what no client shows. */
function ownFigure(device: Device, name: string): Busiest[] {
  return isDevice(device, name) && device.busyRatio !== null ? [{ engine: 'device', ratio: device.busyRatio }] : [];
}

function busiestOfClients(clients: readonly Client[], own: readonly Busiest[]): Busiest {
  const sums = new Map<string, Busiest>();
  for (const client of clients) {
    for (const [engine, { ratio, reason }] of client.engines) {
      // Its device was idle when it was left alone, and nobody holds it awake.
      if (reason === 'at-rest') continue;
      if (ratio === null) return { engine, ratio: null };
      const key = JSON.stringify([client.device, engine]);
      sums.set(key, { engine, ratio: (sums.get(key)?.ratio ?? 0) + ratio });
    }
  }
  return [...sums.values(), ...own].reduce((most, each) => ((each.ratio ?? 0) > (most.ratio ?? 0) ? each : most), NOTHING);
}
