/**
 * What each key of an fdinfo text means, as rules.
 *
 * There is no list of drivers here: Documentation/gpu/drm-usage-stats.rst defines keys, and a driver that follows it
 * is read the day it appears. A rule puts its value into the draft and returns null, or returns the reason why the
 * value is unusable. Keys that start `drm-WORD-` carry the name of an engine or region in the rest, taken whole: peers
 * that compare by prefix confuse `enc` with `enc_1` and `video` with `video-enhance`.
 */
import type { EngineCounters, RegionBytes } from './fdinfo.js';
import { engineOf, regionOf, type Draft } from './fdinfo-draft.js';
import { readBytes, readHertz, readInteger, readNanoseconds, readU64, type Reason } from './quantity.js';

/**
 * Reads the value that stands in `text` from `start` to `end` into the draft. `name` is the engine or region of the key, or
 * the whole key where no rule knows it.
 */
type Read = (draft: Draft, name: string, text: string, start: number, end: number) => Reason | null;

/** Parts of an `Fdinfo` that hold figures. */
export type FiguresPart = 'engines' | 'memory' | 'unknown';

/** Reads the same value into an engine or a region that is there. */
export type ReadInto<T> = (into: T, text: string, start: number, end: number) => Reason | null;

/** `part` is where the value goes, if it is a figure: to nothing else, and of engines and memory to what has its name. */
type Rule = { readonly read: Read } & (
  | { readonly part: 'unknown' | null }
  | { readonly part: 'engines'; readonly readInto: ReadInto<EngineCounters> }
  | { readonly part: 'memory'; readonly readInto: ReadInto<RegionBytes> }
);

/** The first value wins: amdgpu of Linux 6.5 and 6.6 prints its identity twice, with two different client ids. */
function text(field: 'driver' | 'pdev' | 'clientName'): Read {
  return (draft, _name, from, start, end) => {
    if (start === end) return 'no value';
    draft[field] ??= from.slice(start, end);
    return null;
  };
}

function integer(field: 'mountId' | 'inode'): Read {
  return (draft, _name, from, start, end) => {
    const number = readInteger(from, start, end);
    if (typeof number === 'string') return number;
    draft[field] ??= number;
    return null;
  };
}

const clientId: Read = (draft, _name, from, start, end) => {
  const id = readU64(from, start, end);
  if (typeof id === 'string') return id;
  draft.clientId ??= from.slice(start, end);
  return null;
};

const readAndDropped: Read = () => null;

/** Keys that stand alone. `pos`, `flags` and `lock` are every file's and say nothing about a client. */
const EXACT_RULES: ReadonlyMap<string, Read> = new Map([
  ['pos', readAndDropped],
  ['flags', readAndDropped],
  ['lock', readAndDropped],
  ['mnt_id', integer('mountId')],
  ['ino', integer('inode')],
  ['drm-driver', text('driver')],
  ['drm-pdev', text('pdev')],
  ['drm-client-name', text('clientName')],
  ['drm-client-id', clientId],
]);

type ReadValue<T> = (text: string, start: number, end: number) => T | Reason;

/** @param put puts the value where it belongs in what is known of the key's engine */
function ofEngine<T extends number | bigint>(read: ReadValue<T>, put: (engine: EngineCounters, value: T) => void): Rule {
  return {
    part: 'engines',
    read: (draft, name, from, start, end) => {
      const value = read(from, start, end);
      if (typeof value === 'string') return value;
      put(engineOf(draft, name), value);
      return null;
    },
    readInto: (engine, from, start, end) => {
      const value = read(from, start, end);
      if (typeof value === 'string') return value;
      put(engine, value);
      return null;
    },
  };
}

/** @param put puts the value where it belongs in what is known of the key's region, if it is the first one there */
function ofRegion(put: (region: RegionBytes, bytes: number) => void): Rule {
  return {
    part: 'memory',
    read: (draft, name, from, start, end) => {
      const bytes = readBytes(from, start, end);
      if (typeof bytes === 'string') return bytes;
      put(regionOf(draft, name), bytes);
      return null;
    },
    readInto: (region, from, start, end) => {
      const bytes = readBytes(from, start, end);
      if (typeof bytes === 'string') return bytes;
      put(region, bytes);
      return null;
    },
  };
}

/** Keys of the form `drm-WORD-NAME`, by WORD. Two words have an inner form that must be asked for first. */
const NAMED_RULES: ReadonlyMap<string, Rule> = new Map([
  // A key printed twice for one engine stands for two hardware blocks (amdgpu's `dec` and `enc`): their times add up.
  ['engine', ofEngine(readNanoseconds, (engine, ns) => (engine.busyNs = engine.busyNs === null ? ns : engine.busyNs + ns))],
  ['cycles', ofEngine(readU64, (engine, count) => (engine.cycles = engine.cycles === null ? count : engine.cycles + count))],
  // A clock and not a count: of two, the later one.
  [
    'total-cycles',
    ofEngine(readU64, (engine, clock) => {
      if (engine.totalCycles === null || clock > engine.totalCycles) engine.totalCycles = clock;
    }),
  ],
  // Zero is forbidden by the standard and counts as 1.
  ['engine-capacity', ofEngine(readInteger, (engine, count) => (engine.capacity = Math.max(engine.capacity, count)))],
  ['maxfreq', ofEngine(readHertz, (engine, hertz) => (engine.maxFrequencyHz ??= hertz))],
  ['curfreq', ofEngine(readHertz, (engine, hertz) => (engine.currentFrequencyHz ??= hertz))],
  // Each names its field outright: a field that is only known by its name takes several times as long to write.
  ['total', ofRegion((region, bytes) => (region.totalBytes ??= bytes))],
  ['shared', ofRegion((region, bytes) => (region.sharedBytes ??= bytes))],
  ['active', ofRegion((region, bytes) => (region.activeBytes ??= bytes))],
  ['resident', ofRegion((region, bytes) => (region.residentBytes ??= bytes))],
  ['purgeable', ofRegion((region, bytes) => (region.purgeableBytes ??= bytes))],
  ['memory', ofRegion((region, bytes) => (region.memoryBytes ??= bytes))],
]);

const nameless: Read = () => 'no name of an engine or region';

const unknown: Read = (draft, key, from, start, end) => {
  if (!draft.unknown.has(key)) draft.unknown.set(key, from.slice(start, end));
  return null;
};

/** What a key means. */
export type KeyRule = Rule & {
  /** The rule's `name`. */
  readonly name: string;
  /** What becomes of a value whose line was cut short behind it. */
  readonly whenCut: 'used' | 'used if whole' | 'lost';
};

/** The rule of any key, known or not. */
export function ruleOf(key: string): KeyRule {
  const word = wordOf(key);
  const rule = NAMED_RULES.get(word);
  if (rule !== undefined) {
    const name = key.slice('drm-'.length + word.length + 1);
    const whenCut = word === 'engine-capacity' ? 'used' : 'used if whole';
    return name === '' ? { read: nameless, part: null, name, whenCut } : { ...rule, name, whenCut };
  }
  const exact = EXACT_RULES.get(key);
  return exact === undefined
    ? { read: unknown, part: 'unknown', name: key, whenCut: 'used if whole' }
    : { read: exact, part: null, name: key, whenCut: 'lost' };
}

/** `engine` of `drm-engine-gfx`, `engine-capacity` of `drm-engine-capacity-video`, '' of a key without a name. */
function wordOf(key: string): string {
  // White space in a key means that it is not one of the standard's, whatever it starts with.
  if (!key.startsWith('drm-') || key.includes(' ') || key.includes('\t')) return '';
  if (key.startsWith('drm-engine-capacity-')) return 'engine-capacity';
  if (key.startsWith('drm-total-cycles-')) return 'total-cycles';
  const dash = key.indexOf('-', 'drm-'.length);
  return dash === -1 ? '' : key.slice('drm-'.length, dash);
}
