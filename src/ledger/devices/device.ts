/** The devices of a snapshot: every one that /sys shows, and those that only clients told of. */
import type { DeviceFacts } from '../../drm/devices/device-facts.js';
import { ByName } from '../../measures/by-name.js';
import { UNKNOWN_FACTS } from '../../measures/device-facts.js';
import { apartSince, busyOfClients, isContradicted } from './contradiction.js';
import { deviceEngines, type ClientsSeen } from './device-engines.js';
import { deviceMemory } from './device-memory.js';
import { deviceRates } from './device-rates.js';
import { possibleFacts, possibleMemory } from './possible.js';
import type { Client, Device, Impossible } from '../snapshot.js';
import type { DeviceState } from '../state.js';

/** Another driver was bound: what was known of the device is of the other one, its counters and engines too. */
function isRebound(facts: DeviceFacts | null, before: DeviceState | undefined): boolean {
  const [now, last] = [facts?.driver ?? null, before?.sysDriver ?? null];
  return now !== null && last !== null && now !== last;
}

/** What a device's step needs to know of the sweep. */
export interface SweepTime {
  readonly atNs: bigint;
  /** No process and no fd of the device kept its statistics from us. */
  readonly isAllRead: boolean;
  /** The most that its compute engine can have been busy, where only that is known (KFD); else null. */
  readonly bound: number | null;
  /** The device's place among those of its machine. */
  readonly index: number;
}

/** Facts without what the ledger alone can read. */
function shown({ deviceNumbers, counters, memory, atNs, ...facts }: DeviceFacts): Partial<Device> {
  return facts;
}

/** A device with all its keys: to put a new one to forty copied ones takes several times as long as to copy them. */
const UNKNOWN_DEVICE: Device = {
  ...UNKNOWN_FACTS,
  id: '',
  index: 0,
  nodes: [],
  name: null,
  driver: null,
  engines: ByName.of([]),
  memory: ByName.of([]),
  busyContradicted: false,
};

type DeviceClient = Pick<Client, 'engines' | 'memory' | 'driver'>;

/**
 * A device's next step. `facts` is null for a device that is not in /sys (a container, a tree without sys/), and all of it is unknown.
 *
 * Its driver is what its clients' fdinfo says, and stays so after they left: /sys may know the driver by the name of
 * its bus (`virtio-pci`), and rows of the device and of its clients should agree.
 */
export function deviceStep(
  id: string,
  facts: DeviceFacts | null,
  clients: readonly DeviceClient[],
  lastTime: DeviceState | undefined,
  { atNs, isAllRead, bound, index }: SweepTime,
): {
  readonly device: Device;
  /** Figures that cannot be, and are unknown in `device`. */
  readonly impossible: readonly Impossible[];
  readonly seen: ClientsSeen;
  readonly state: DeviceState;
} {
  const sysDriver = facts?.driver ?? lastTime?.sysDriver ?? null;
  const before = isRebound(facts, lastTime) ? undefined : lastTime;
  const client = clients.find(({ driver }) => driver === sysDriver) ?? clients[0];
  const drmDriver = client?.driver ?? before?.drmDriver ?? null;
  const { engines, remembered, seen } = deviceEngines(clients, before?.engines, bound);
  const said = facts === null ? null : possibleFacts(id, facts);
  const sizes = possibleMemory(id, facts?.memory ?? new Map());
  const memory = deviceMemory(sizes.facts, clients);
  const rates =
    said === null ? { atNs: null, counters: null, busyRatio: null, powerWatts: null } : deviceRates(said.facts, before);
  const { busyRatio, powerWatts } = rates;
  // A bound is no figure to hold against another one.
  const isReadable = isAllRead && bound === null && seen.isAllKnown && clients.length > 0;
  const byClients = isReadable ? busyOfClients(engines) : null;
  const apartSinceNs = apartSince(busyRatio, facts?.busyOf ?? null, byClients, atNs, before?.apartSinceNs ?? null);
  const busyContradicted = isContradicted(apartSinceNs, atNs);
  const device: Device = {
    ...UNKNOWN_DEVICE,
    ...(said !== null && shown(said.facts)),
    id,
    index,
    driver: drmDriver ?? facts?.driver ?? null,
    engines,
    memory,
    busyRatio,
    powerWatts,
    busyContradicted,
  };
  // What was worked out of counters must be possible, too: an energy counter that jumps makes megawatts.
  const isAsSaid = said !== null && busyRatio === said.facts.busyRatio && powerWatts === said.facts.powerWatts;
  const worked = isAsSaid ? { facts: device, impossible: [] } : possibleFacts(id, device);
  return {
    device: worked.facts,
    impossible: [...(said?.impossible ?? []), ...sizes.impossible, ...worked.impossible],
    seen,
    state: { ...rates, apartSinceNs, sysDriver, drmDriver, engines: remembered },
  };
}
