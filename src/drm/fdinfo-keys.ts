/**
 * What each key of an fdinfo text means, as rules.
 *
 * There is no list of drivers here: Documentation/gpu/drm-usage-stats.rst defines keys, and a driver that follows it
 * is read the day it appears. A rule puts its value into the draft and returns null, or returns the reason why the
 * value is unusable. Keys that start `drm-WORD-` carry the name of an engine or region in the rest, taken whole: peers
 * that compare by prefix confuse `enc` with `enc_1` and `video` with `video-enhance`.
 */
import type { BadLine, EngineCounters, Fdinfo, MemoryKind, RegionBytes } from './fdinfo.js';
import { readBytes, readHertz, readInteger, readNanoseconds, readU64, type Reason } from './quantity.js';

/** An `Fdinfo` while it is being read. */
export interface Draft extends Fdinfo {
  driver: string | null;
  pdev: string | null;
  clientId: string | null;
  clientName: string | null;
  mountId: number | null;
  inode: number | null;
  readonly engines: Map<string, EngineCounters>;
  readonly memory: Map<string, RegionBytes>;
  readonly unknown: Map<string, string>;
  readonly badLines: BadLine[];
}

export function newDraft(): Draft {
  return {
    driver: null,
    pdev: null,
    clientId: null,
    clientName: null,
    mountId: null,
    inode: null,
    engines: new Map(),
    memory: new Map(),
    unknown: new Map(),
    badLines: [],
  };
}

/** The engine of that name, made empty when it is new. */
export function engineOf(draft: Draft, name: string): EngineCounters {
  let engine = draft.engines.get(name);
  if (engine === undefined) {
    engine = {
      busyNs: null,
      cycles: null,
      totalCycles: null,
      capacity: 1,
      maxFrequencyHz: null,
      currentFrequencyHz: null,
      kernelRatio: null,
    };
    draft.engines.set(name, engine);
  }
  return engine;
}

/** The region of that name, made empty when it is new. */
export function regionOf(draft: Draft, name: string): RegionBytes {
  let region = draft.memory.get(name);
  if (region === undefined) {
    region = {
      totalBytes: null,
      sharedBytes: null,
      residentBytes: null,
      purgeableBytes: null,
      activeBytes: null,
      memoryBytes: null,
    };
    draft.memory.set(name, region);
  }
  return region;
}

type ExactRule = (draft: Draft, value: string) => Reason | null;

/** The first value wins: amdgpu of Linux 6.5 and 6.6 prints its identity twice, with two different client ids. */
function text(field: 'driver' | 'pdev' | 'clientName'): ExactRule {
  return (draft, value) => {
    if (value === '') return 'no value';
    draft[field] ??= value;
    return null;
  };
}

function integer(field: 'mountId' | 'inode'): ExactRule {
  return (draft, value) => {
    const number = readInteger(value);
    if (typeof number === 'string') return number;
    draft[field] ??= number;
    return null;
  };
}

const readAndDropped: ExactRule = () => null;

/** Keys that stand alone. `pos`, `flags` and `lock` are every file's and say nothing about a client. */
export const EXACT_RULES: ReadonlyMap<string, ExactRule> = new Map<string, ExactRule>([
  ['pos', readAndDropped],
  ['flags', readAndDropped],
  ['lock', readAndDropped],
  ['mnt_id', integer('mountId')],
  ['ino', integer('inode')],
  ['drm-driver', text('driver')],
  ['drm-pdev', text('pdev')],
  ['drm-client-name', text('clientName')],
  [
    'drm-client-id',
    (draft, value) => {
      const id = readU64(value);
      if (typeof id === 'string') return id;
      draft.clientId ??= value;
      return null;
    },
  ],
]);

type NamedRule = (draft: Draft, name: string, value: string) => Reason | null;

/** A key printed twice for one engine stands for two hardware blocks (amdgpu's `dec` and `enc`): their times add up. */
const busyNs: NamedRule = (draft, name, value) => {
  const ns = readNanoseconds(value);
  if (typeof ns === 'string') return ns;
  const engine = engineOf(draft, name);
  engine.busyNs = (engine.busyNs ?? 0n) + ns;
  return null;
};

const cycles: NamedRule = (draft, name, value) => {
  const count = readU64(value);
  if (typeof count === 'string') return count;
  const engine = engineOf(draft, name);
  engine.cycles = (engine.cycles ?? 0n) + count;
  return null;
};

/** A clock and not a count: of two, the later one. */
const totalCycles: NamedRule = (draft, name, value) => {
  const clock = readU64(value);
  if (typeof clock === 'string') return clock;
  const engine = engineOf(draft, name);
  if (engine.totalCycles === null || clock > engine.totalCycles) engine.totalCycles = clock;
  return null;
};

/** Zero is forbidden by the standard and counts as 1. */
const capacity: NamedRule = (draft, name, value) => {
  const count = readInteger(value);
  if (typeof count === 'string') return count;
  const engine = engineOf(draft, name);
  engine.capacity = Math.max(engine.capacity, count);
  return null;
};

function frequency(field: 'maxFrequencyHz' | 'currentFrequencyHz'): NamedRule {
  return (draft, name, value) => {
    const hertz = readHertz(value);
    if (typeof hertz === 'string') return hertz;
    engineOf(draft, name)[field] ??= hertz;
    return null;
  };
}

function bytes(kind: MemoryKind): NamedRule {
  const field = `${kind}Bytes` as const;
  return (draft, name, value) => {
    const amount = readBytes(value);
    if (typeof amount === 'string') return amount;
    regionOf(draft, name)[field] ??= amount;
    return null;
  };
}

const totalBytes = bytes('total');

/** Keys of the form `drm-WORD-NAME`, by WORD. Two words have an inner form that must be asked for first. */
export const NAMED_RULES: ReadonlyMap<string, NamedRule> = new Map<string, NamedRule>([
  ['engine', busyNs],
  ['engine-capacity', capacity],
  ['cycles', cycles],
  ['total-cycles', totalCycles],
  ['maxfreq', frequency('maxFrequencyHz')],
  ['curfreq', frequency('currentFrequencyHz')],
  ['total', totalBytes],
  ['shared', bytes('shared')],
  ['active', bytes('active')],
  ['resident', bytes('resident')],
  ['purgeable', bytes('purgeable')],
  ['memory', bytes('memory')],
]);
