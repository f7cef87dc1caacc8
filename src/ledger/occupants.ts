/**
 * Occupants: processes on a device of which KFD, nvidia-smi or an open /dev/nvidiaN tell.
 *
 * One for each device, pid and start time. Where the process has a DRM client on the device, what is known joins that client's row;
 * else the occupant has a row of its own, whose id is `kfd:PID` or `nvidia:PID`. Memory counts once: the DRM client's where it
 * tells any, else the occupant's. A pid that is not ours (`ProcessReading.isOurs`) joins nothing, and has no name but the one that
 * its source gave it.
 */
import { byName } from '../drm/fdinfo/shared-names.js';
import { NO_CLIENT_FACTS } from '../measures/client-facts.js';
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { bytesInUse } from '../drm/fdinfo/bytes-in-use.js';
import type { RegionBytes } from '../drm/fdinfo/fdinfo.js';
import { isNvidiaNode } from '../drm/nodes/node-names.js';
import { parsePmon, type PmonRow } from '../nvidia/pmon.js';
import type { ProcessFacts, ProcessReading, Reading, Sweep } from '../scan/sweep.js';
import { busyTime } from './busy.js';
import { ABSENCE_NS, type ClientContext } from './client.js';
import { cpuRatio } from './cpu.js';
import type { SilentReading } from './group-readings.js';
import { processOf, stranger } from './holders.js';
import { occupantUse, type OccupantUse } from './occupant-use.js';
import type { Client, Occupant } from './snapshot.js';
import { clientIdentity, sameProcess, type LedgerState, type OccupantState } from './state.js';

/** What is known of one process on one device in this sweep. */
interface Found {
  readonly device: string;
  readonly pid: number;
  readonly isOurs: boolean;
  readonly family: 'kfd' | 'nvidia';
  reading: ProcessReading | null;
  /** What the reading says, where it is nvidia-smi's. */
  rows: readonly PmonRow[];
  /** Its fds on NVIDIA's nodes. */
  readonly fds: Reading[];
}

export interface FoldedOccupants {
  /** All clients, those with an occupant joined, and the occupants' own rows. */
  readonly clients: readonly Client[];
  /** Fds that are no occupant's. */
  readonly silent: readonly SilentReading[];
  /** Of devices with several processes: no more of the device can be all of theirs. */
  readonly bounds: ReadonlyMap<string, number>;
  readonly states: ReadonlyMap<string, OccupantState>;
  readonly printed: LedgerState['printed'];
}

export function foldOccupants(
  sweep: Sweep,
  clients: readonly Client[],
  silent: readonly SilentReading[],
  state: LedgerState,
  context: ClientContext,
): FoldedOccupants {
  const [ofNvidia, further] = partition(silent, ({ reading }) => reading.device !== null && isNvidiaNode(reading.link));
  const found = findOccupants(sweep.processReadings ?? [], ofNvidia);
  const others = withoutThoseOf(found, further);
  if (found.length === 0 && state.occupants.size === 0)
    return { clients, silent, bounds: new Map(), states: state.occupants, printed: state.printed };
  const printed = printedColumns(found, state.printed);
  const { one, several } = boundsOf(found, clients, sweep.devices);
  const states = new Map<string, OccupantState>();
  const joined = [...clients];
  const places = placesByProcess(clients);
  for (const each of found) {
    const process = each.isOurs ? processOf(each.pid, sweep.processes) : strangerOf(each);
    const id = `${each.family}${each.isOurs ? '' : '-host'}:${each.pid}`;
    const key = `${clientIdentity(each.device, id)}@${process.startTimeTicks}`;
    const before = state.occupants.get(key);
    const driver = driverOf(each, sweep.devices);
    const use = occupantUse(each, before, driver, printed.get(each.device) ?? new Set(), one.get(each.device) ?? null);
    const reading = each.reading ?? each.fds[0];
    if (reading === undefined) continue;
    const firstSeenNs = before?.firstSeenNs ?? reading.atNs;
    // A whole literal and no spread, as everywhere that runs for each process in each tick.
    const { sdmaNs, sdmaTotalNs, engines } = use.state;
    states.set(key, { firstSeenNs, reading, sdmaNs, sdmaTotalNs, engines, absentSinceNs: null });
    const own = each.isOurs ? placesOf(places, clients, each.device, process) : [];
    const [place] = own;
    if (place === undefined) joined.push(rowOf(each, process, { key, id, driver, firstSeenNs, reading, before, use }, context));
    else joined.splice(place, 1, join(joined, place, own, each, use));
  }
  return {
    clients: joined,
    silent: others,
    bounds: several,
    states: withAbsent(states, state.occupants, sweep.atNs),
    printed,
  };
}

function findOccupants(readings: readonly ProcessReading[], fds: readonly SilentReading[]): Found[] {
  const found = new Map<string, Found>();
  const of = (device: string, pid: number, isOurs: boolean, family: Found['family']): Found => {
    const key = `${pid} ${isOurs} ${device}`;
    let each = found.get(key);
    if (each === undefined) found.set(key, (each = { device, pid, isOurs, family, reading: null, rows: [], fds: [] }));
    return each;
  };
  for (const { reading } of fds) of(reading.device ?? '', reading.pid, true, 'nvidia').fds.push(reading);
  const headers = new Map<string, readonly string[] | null>();
  for (const reading of readings) {
    const each = of(reading.device, reading.pid, reading.isOurs, reading.source === 'kfd' ? 'kfd' : 'nvidia');
    each.reading = reading;
    if (reading.source === 'nvidia-smi') each.rows = parsePmon(reading.text, headers);
  }
  return [...found.values()];
}

/** Fds without statistics (nvidia-drm's) of a process that is an occupant of that device are its fds, and no rows beside it. */
function withoutThoseOf(found: readonly Found[], silent: readonly SilentReading[]): readonly SilentReading[] {
  if (found.length === 0 || silent.length === 0) return silent;
  const byProcess = new Map(found.flatMap((each) => (each.isOurs ? [[`${each.pid} ${each.device}`, each] as const] : [])));
  return silent.filter(({ reading }) => {
    const occupant = byProcess.get(`${reading.pid} ${reading.device}`);
    occupant?.fds.push(reading);
    return occupant === undefined;
  });
}

/** nvidia-smi tells the beginning of a name; KFD tells none. */
function strangerOf({ pid, rows }: Found): ProcessFacts {
  const command = rows.at(-1)?.command;
  return { ...stranger(pid), comm: command === undefined || command === '' ? null : command };
}

function driverOf({ device, family }: Found, devices: readonly DeviceFacts[]): string {
  return devices.find(({ id }) => id === device)?.driver ?? (family === 'kfd' ? 'amdgpu' : 'nvidia');
}

type Places = ReadonlyMap<string, readonly number[]>;

/** Where the DRM clients of each process stand, by device and pid. */
function placesByProcess(clients: readonly Client[]): Places {
  const places = new Map<string, number[]>();
  clients.forEach(({ device, owner }, at) => {
    const key = `${owner.pid} ${device}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  });
  return places;
}

/** The pid alone may have been another process's. */
function placesOf(places: Places, clients: readonly Client[], device: string, process: ProcessFacts): number[] {
  return (places.get(`${process.pid} ${device}`) ?? []).filter((at) => {
    const client = clients[at];
    return client !== undefined && sameProcess(client.owner, process);
  });
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []];
  for (const each of all) (isFirst(each) ? first : second).push(each);
  return [first, second];
}

function occupantOf({ reading }: Found, { queues, evictedMs }: OccupantUse, isRow: boolean): Occupant {
  return { isRow, readings: reading === null ? [] : [reading], queues, evictedMs };
}

/** The client at `place` with what is known of its process; `places` are all clients of that process on the device. */
function join(clients: readonly Client[], place: number, places: readonly number[], found: Found, use: OccupantUse): Client {
  const client = clients[place];
  if (client === undefined) throw new RangeError('there is no such client');
  const memory = new Map<string, Readonly<RegionBytes>>(client.memory);
  for (const [region, bytes] of use.memory) {
    const isTold = places.some((at) => {
      const own = clients[at]?.memory.get(region);
      return own !== undefined && bytesInUse(own) !== null;
    });
    if (!isTold) memory.set(region, bytes);
  }
  return {
    ...client,
    engines: byName(new Map([...use.engines, ...client.engines])),
    memory: byName(memory),
    occupant: occupantOf(found, use, false),
  };
}

interface OwnRow {
  readonly key: string;
  readonly id: string;
  readonly driver: string;
  readonly firstSeenNs: bigint;
  readonly reading: Reading | ProcessReading;
  readonly before: OccupantState | undefined;
  readonly use: OccupantUse;
}

function rowOf(found: Found, process: ProcessFacts, row: OwnRow, { processesBefore, intervalNs }: ClientContext): Client {
  return {
    key: row.key,
    device: found.device,
    clientId: row.id,
    driver: row.driver,
    clientName: null,
    owner: process,
    ownerRule: 'only holder',
    holders: [{ process, fds: found.fds.map(({ fd }) => fd).sort((a, b) => a - b) }],
    engines: byName(row.use.engines),
    otherMemory: new Map(),
    facts: NO_CLIENT_FACTS,
    memory: byName(row.use.memory),
    firstSeenNs: row.firstSeenNs,
    reading: row.reading,
    readingBefore: row.before?.reading ?? null,
    restNs: null,
    occupant: occupantOf(found, row.use, true),
    ownerCpuRatio: found.isOurs ? cpuRatio(process, processesBefore.get(process.pid), intervalNs) : null,
  };
}

/** Remembers occupants that are not in this sweep, as clients are: one that was left out goes on where it was. */
function withAbsent(
  states: Map<string, OccupantState>,
  before: LedgerState['occupants'],
  atNs: bigint,
): Map<string, OccupantState> {
  for (const [key, state] of before) {
    if (states.has(key)) continue;
    const absentSinceNs = state.absentSinceNs !== null && state.absentSinceNs < atNs ? state.absentSinceNs : atNs;
    if (atNs - absentSinceNs <= ABSENCE_NS) states.set(key, { ...state, absentSinceNs });
  }
  return states;
}

/** A dash means idle only in a column in which this GPU ever printed a number. */
function printedColumns(found: readonly Found[], before: LedgerState['printed']): LedgerState['printed'] {
  const printed = new Map<string, ReadonlySet<string>>(before);
  for (const { device, rows } of found) {
    for (const { values } of rows) {
      values.forEach((value, column) => {
        const columns = printed.get(device);
        if (typeof value === 'number' && columns?.has(column) !== true) printed.set(device, new Set(columns).add(column));
      });
    }
  }
  return printed;
}

/** What gpu_busy_percent measures: of the two the one that is used more is surely in it. */
const COUNTED_AS_BUSY = ['gfx', 'compute'];

/**
 * Where KFD tells no compute units (RDNA), what the device is busy with and its DRM clients do not account for is the most that its
 * compute processes can have had: of one process it bounds the process, of several only all of them together.
 */
function boundsOf(found: readonly Found[], clients: readonly Client[], devices: readonly DeviceFacts[]) {
  const processes = new Map<string, number>();
  for (const { device, reading } of found) {
    if (reading?.source === 'kfd' && !reading.text.includes('/cu_occupancy: '))
      processes.set(device, (processes.get(device) ?? 0) + 1);
  }
  const one = new Map<string, number>();
  const several = new Map<string, number>();
  for (const [device, count] of processes) {
    const busy = devices.find(({ id }) => id === device)?.busyRatio ?? null;
    if (busy === null || busy < 0) continue;
    const own = clients.filter((client) => client.device === device);
    const sums = COUNTED_AS_BUSY.map((name) =>
      own.reduce((sum, { engines }) => {
        const use = engines.get(name);
        return sum + ((use === undefined ? null : busyTime(use)) ?? 0);
      }, 0),
    );
    (count === 1 ? one : several).set(device, Math.max(0, Math.min(1, busy) - Math.max(...sums)));
  }
  return { one, several };
}
