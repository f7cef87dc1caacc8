/**
 * The records of a sweep as they stand in a recording. The key names are the types' own, which makes a recording readable
 * beside src/scan/sweep.ts; compression makes their length free.
 *
 * A field added to one of these types gets a line here with `nullable`, so that recordings made before it still replay. Facts of devices
 * have theirs from the registry.
 */
import type { DeviceCounters, DeviceFacts, DeviceMemory } from '../drm/devices/device-facts.js';
import { deviceFacts, type DeviceFactValues } from '../measures/device-facts.js';
import { STRATEGY_NAMES } from '../drm/strategies/strategy.js';
import type { GateState } from '../scan/gate.js';
import type {
  Ancestor,
  CgroupMemory,
  KernelClient,
  ProcessFacts,
  ScanCost,
  ScanCoverage,
  ScanTrouble,
  Sweep,
} from '../scan/sweep.js';
import { makeUnit, UNIT_KINDS } from '../units/unit.js';
import { unitOfText } from '../units/unit-of-text.js';
import { MAGIC, type SectionHeader } from './format.js';
import {
  bigint,
  boolean,
  count,
  counter,
  list,
  map,
  mapOrNone,
  nullable,
  number,
  oneOf,
  record,
  type RecordShape,
  type Shape,
  text,
  whole,
} from './shape.js';

export const headerShape = record<SectionHeader>({
  magic: oneOf([MAGIC]),
  version: number,
  section: text,
  program: text,
  host: text,
  bootId: nullable(text),
  startWallMs: number,
  startAtNs: bigint,
  clockTicksPerSecond: number,
  scrubbed: boolean,
});

/** Where a sweep came from: small, and nearly always the same as in the line before. */
export type SweepOrigin = Pick<Sweep, 'host'> & Sweep['source'];

export const originShape = record<SweepOrigin>({
  host: text,
  kind: oneOf(['live', 'tree', 'demo', 'replay']),
  root: text,
});

export const costShape = record<ScanCost>({
  strategy: oneOf(STRATEGY_NAMES),
  mode: oneOf(['full', 'incremental']),
  durationNs: count,
  cpuNs: count,
  processes: count,
  processesListed: count,
  fdsChecked: count,
  drmFds: count,
  worstDelayNs: nullable(count),
  holderDelayNs: nullable(count),
  gate: nullable(oneOf<GateState>(['none', 'moved', 'still'])),
});

export const coverageShape = record<ScanCoverage>({
  processesSeen: count,
  processesUnreadable: count,
  processesWaiting: nullable(count),
  fdsUnlisted: nullable(count),
  byErrno: map(count),
  troubles: list(record<ScanTrouble>({ errno: text, path: text })),
});

/** By the kind of a fact. A recording made before there was such a fact has no such key. */
const FACT_SHAPES = {
  number: nullable(number),
  numbers: mapOrNone(number),
  text: nullable(text),
  texts: nullable(list(text)),
};

const factShapes = Object.fromEntries(deviceFacts().map(([key, { kind }]) => [key, FACT_SHAPES[kind]])) as {
  readonly [K in keyof DeviceFactValues]: Shape<DeviceFactValues[K]>;
};

/** A device without `atNs`, which is kept as a difference from the sweep's own time. */
export type StillDevice = Omit<DeviceFacts, 'atNs'>;

export const deviceShape = record<StillDevice>({
  id: text,
  driver: nullable(text),
  nodes: list(text),
  deviceNumbers: list(nullable(text)),
  name: nullable(text),
  ...factShapes,
  memory: map(record<DeviceMemory>({ usedBytes: nullable(number), totalBytes: nullable(number) })),
  counters: record<DeviceCounters>({ idleNs: nullable(counter), busyNs: nullable(counter), energyUj: nullable(counter) }),
});

/** A reading without its text and time, which have encodings of their own. */
export interface ReadingPlace {
  readonly pid: number;
  readonly fd: number;
  readonly link: string | null;
  readonly device: string | null;
}

export const placeShape = record<ReadingPlace>({ pid: number, fd: number, link: nullable(text), device: nullable(text) });

/** The same of a process reading. Any source is taken: a newer gpu-top may know more of them. */
export interface ProcessReadingPlace {
  readonly source: string;
  readonly device: string;
  readonly pid: number;
  readonly isOurs: boolean;
}

export const processPlaceShape = record<ProcessReadingPlace>({ source: text, device: text, pid: number, isOurs: boolean });

/** A unit is its text, as ever, and beside it what the text is made of. */
type StoredProcess = Omit<ProcessFacts, 'unit' | 'dmem'> & {
  readonly dmem: CgroupMemory | null;
  readonly unit: string | null;
  readonly unitKind: string | null;
  readonly unitParts: ReadonlyMap<string, string> | null;
};

const storedProcess = record<StoredProcess>({
  pid: number,
  startTimeTicks: nullable(number),
  parentPid: nullable(number),
  ancestors: nullable(list(record<Ancestor>({ pid: number, comm: text }))),
  comm: nullable(text),
  cmdline: nullable(text),
  uid: nullable(number),
  user: nullable(text),
  unit: nullable(text),
  unitKind: nullable(text),
  unitParts: nullable(map(text)),
  cpuTicks: nullable(whole),
  holdsKfd: nullable(boolean),
  dmem: nullable(record<CgroupMemory>({ cgroup: number, usedBytes: map(whole) })),
});

export const processShape: RecordShape<ProcessFacts> = {
  encode: ({ unit, dmem = null, ...facts }) =>
    storedProcess.encode({
      ...facts,
      dmem,
      unit: unit?.text ?? null,
      unitKind: unit?.kind ?? null,
      unitParts: unit === null ? null : new Map(Object.entries(unit.parts)),
    }),
  decode(json) {
    const { unit, unitKind, unitParts, dmem, ...facts } = storedProcess.decode(json);
    const kind = UNIT_KINDS.find((each) => each === unitKind);
    const whole = kind === undefined ? null : makeUnit(kind, Object.fromEntries(unitParts ?? []));
    return { ...facts, unit: unit === null ? null : (whole ?? unitOfText(unit)), ...(dmem !== null && { dmem }) };
  },
};

export const kernelClientShape = record<KernelClient>({ device: text, clientId: text, pid: number });
