/**
 * Snapshots for tests, from a few words: `snapshot({ clients: [client({ engines: { gfx: 0.5 } })] })`.
 *
 * Every builder fills in a plain, valid default for what the test does not care about, so that a test shows only what
 * it is about. Ids are not invented at random: two calls with the same arguments give equal values.
 */
import type { EngineCounters, RegionBytes } from '../../src/drm/fdinfo/fdinfo.js';
import type { DeviceMemory } from '../../src/drm/devices/device-facts.js';
import { NO_CLIENT_FACTS } from '../../src/measures/client-facts.js';
import { UNKNOWN_FACTS } from '../../src/measures/device-facts.js';
import type { Client, Device, EngineUse, Holder, SilentFd, Snapshot } from '../../src/ledger/snapshot.js';
import type { Unit } from '../../src/units/unit.js';
import { unitOfText } from '../../src/units/unit-of-text.js';
import type { ProcessFacts, Reading, ScanCost, ScanCoverage } from '../../src/scan/sweep.js';
import { COMMON_GROUPINGS } from '../../src/view/row/row.js';
import { byName } from '../../src/drm/fdinfo/shared-names.js';
import type { ByName } from '../../src/measures/by-name.js';

/** For tests of everything; the other parts of units go the way of these two. */
export const SOME_GROUPINGS = [...COMMON_GROUPINGS, 'container', 'slurm_job'] as const;

export const SECOND_NS = 1_000_000_000n;
export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

/** A unit may be given by its text alone. */
export type ProcessWords = Partial<Omit<ProcessFacts, 'unit'>> & { readonly unit?: Unit | string | null };

const units = new Map<string, Unit>();

/** The unit of a text: of its kind where it names one, else a service of any name. Processes share it, as those of a sweep do. */
export function unitNamed(text: string): Unit {
  let unit = units.get(text);
  if (unit === undefined) units.set(text, (unit = newUnit(text)));
  return unit;
}

function newUnit(text: string): Unit {
  return /^(?:docker|podman|kubernetes|slurm|app|flatpak):./.test(text)
    ? unitOfText(text)
    : { kind: 'systemd', parts: { service: text }, text };
}

/** pid 4242, `blender -b scene.blend`, uid 1000 `user`, no unit. */
export function processFacts({ unit = null, ...facts }: ProcessWords = {}): ProcessFacts {
  return {
    pid: 4242,
    startTimeTicks: 99,
    parentPid: 1,
    ancestors: [],
    comm: 'blender',
    cmdline: 'blender -b scene.blend',
    uid: 1000,
    user: 'user',
    unit: typeof unit === 'string' ? unitNamed(unit) : unit,
    cpuTicks: 100,
    holdsKfd: false,
    ...facts,
  };
}

export function holder(facts: ProcessWords = {}, fds: readonly number[] = [5]): Holder {
  return { process: processFacts(facts), fds };
}

export function engineCounters(counters: Partial<EngineCounters> = {}): EngineCounters {
  return {
    busyNs: 10n * SECOND_NS,
    cycles: null,
    totalCycles: null,
    capacity: 1,
    maxFrequencyHz: null,
    currentFrequencyHz: null,
    kernelRatio: null,
    ...counters,
  };
}

/** An engine at this ratio by ns; null is first sight. */
export function engineUse(ratio: number | null, counters: Partial<EngineCounters> = {}): EngineUse {
  const now = engineCounters(counters);
  if (ratio === null) return { ratio, basis: null, reason: 'first-sight', counters: now, before: null };
  return { ratio, basis: 'ns', reason: null, counters: now, before: { counters: now, atNs: 0n } };
}

export function regionBytes(bytes: Partial<RegionBytes> = {}): RegionBytes {
  return {
    totalBytes: null,
    sharedBytes: null,
    residentBytes: null,
    purgeableBytes: null,
    activeBytes: null,
    memoryBytes: null,
    ...bytes,
  };
}

export interface ClientWords {
  readonly key?: string;
  readonly device?: string;
  readonly clientId?: string;
  readonly driver?: string;
  readonly clientName?: string | null;
  readonly owner?: ProcessWords;
  readonly ownerRule?: Client['ownerRule'];
  /** Default: the owner alone with fd 5. */
  readonly holders?: readonly Holder[];
  /** A ratio (null: first sight), or the whole use. */
  readonly engines?: Readonly<Record<string, number | null | EngineUse>>;
  /** Resident bytes, or the whole record. */
  readonly memory?: Readonly<Record<string, number | RegionBytes>>;
  readonly ownerCpuRatio?: number | null;
  readonly fdinfo?: string;
}

/** amdgpu client 7518 of card1, gfx at 53 %, 1 GiB of vram. */
export function client(words: ClientWords = {}): Client {
  const owner = processFacts(words.owner);
  const device = words.device ?? '0000:03:00.0';
  const clientId = words.clientId ?? '7518';
  const driver = words.driver ?? 'amdgpu';
  const reading: Reading = {
    pid: owner.pid,
    fd: 5,
    link: '/dev/dri/renderD128',
    device,
    text: words.fdinfo ?? `drm-driver:\t${driver}\ndrm-client-id:\t${clientId}\n`,
    atNs: 10n * SECOND_NS,
  };
  return {
    key: words.key ?? `${device} ${clientId}`,
    device,
    clientId,
    driver,
    clientName: words.clientName ?? null,
    owner,
    ownerRule: words.ownerRule ?? 'only holder',
    holders: words.holders ?? [{ process: owner, fds: [5] }],
    facts: NO_CLIENT_FACTS,
    engines: mapValues(words.engines ?? { gfx: 0.53 }, (use) => (typeof use === 'number' || use === null ? engineUse(use) : use)),
    memory: mapValues(words.memory ?? { vram: GIB }, (region) =>
      typeof region === 'number' ? regionBytes({ residentBytes: region, totalBytes: region }) : region,
    ),
    otherMemory: new Map(),
    firstSeenNs: SECOND_NS,
    reading,
    readingBefore: { ...reading, atNs: 9n * SECOND_NS },
    restNs: null,
    ownerCpuRatio: words.ownerCpuRatio === undefined ? 0.125 : words.ownerCpuRatio,
  };
}

export interface DeviceWords extends Partial<Omit<Device, 'engines' | 'memory'>> {
  readonly engines?: Readonly<Record<string, number | null>>;
  readonly memory?: Readonly<Record<string, DeviceMemory>>;
}

/** `card1`, an amdgpu at 0000:03:00.0 with nothing known about it. */
export function device(words: DeviceWords = {}): Device {
  const { engines = {}, memory = {}, ...facts } = words;
  return {
    id: '0000:03:00.0',
    index: 0,
    busyContradicted: false,
    driver: 'amdgpu',
    nodes: ['card1', 'renderD128'],
    name: null,
    ...UNKNOWN_FACTS,
    ...facts,
    engines: mapValues(engines, (ratio) => ({ ratio, capacity: 1 })),
    memory: mapValues(memory, (region) => region),
  };
}

/** A nouveau fd of pid 700. */
export function silentFd(words: Partial<Omit<SilentFd, 'process'>> & { readonly process?: ProcessWords } = {}): SilentFd {
  const { process, ...rest } = words;
  return {
    device: '0000:01:00.0',
    driver: 'nouveau',
    process: processFacts({ pid: 700, comm: 'Xorg', cmdline: '/usr/lib/Xorg :0', ...process }),
    fd: 9,
    link: '/dev/dri/card0',
    isAtRest: false,
    ...rest,
  };
}

export interface SnapshotWords extends Partial<Omit<Snapshot, 'cost' | 'coverage'>> {
  readonly cost?: Partial<ScanCost>;
  readonly coverage?: Partial<ScanCoverage>;
}

/** One second of a live machine with `card1` and, unless said otherwise, no client. */
export function snapshot(words: SnapshotWords = {}): Snapshot {
  const { cost, coverage, ...rest } = words;
  return {
    atNs: 10n * SECOND_NS,
    wallMs: Date.UTC(2026, 10, 21, 10),
    intervalNs: 1_000_123_456,
    host: 'box',
    source: { kind: 'live', root: '/' },
    cost: {
      strategy: 'auto',
      mode: 'incremental',
      durationNs: 1_900_000,
      cpuNs: 1_700_000,
      processes: 626,
      processesListed: 14,
      fdsChecked: 320,
      drmFds: 9,
      worstDelayNs: 24_000_000_000,
      holderDelayNs: null,
      gate: 'none',
      ...cost,
    },
    coverage: {
      processesSeen: 626,
      processesUnreadable: 0,
      processesWaiting: 0,
      fdsUnlisted: 0,
      byErrno: new Map(),
      troubles: [],
      ...coverage,
    },
    clamped: 0,
    impossible: [],
    devices: [device()],
    clients: [],
    silentFds: [],
    ...rest,
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): ByName<To> {
  return byName(new Map(Object.entries(record).map(([key, value]) => [key, change(value)])));
}
