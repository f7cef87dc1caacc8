/** What the readings of one occupant say: its engines, its memory, by source. */
import { noCounters, noRegionBytes, type RegionBytes } from '../drm/fdinfo/fdinfo.js';
import { parseKfdReading } from '../kfd/parse-reading.js';
import { PMON_ENGINES, PMON_REGIONS, type PmonRow } from '../nvidia/pmon.js';
import type { ProcessReading } from '../scan/sweep.js';
import { widthOf, type Counters } from './credible.js';
import { engineStep, useOf } from './engine-use.js';
import type { EngineUse } from './snapshot.js';
import type { OccupantState } from './state.js';

/** Names of engines: the queues that copy, the compute units in use, and the bound on both where nothing better is known. */
export const SDMA = 'sdma';
export const COMPUTE_UNITS = 'cu';
export const KFD_BOUND = 'kfd';

export interface OccupantUse {
  readonly engines: ReadonlyMap<string, EngineUse>;
  readonly memory: ReadonlyMap<string, RegionBytes>;
  readonly queues: number | null;
  readonly evictedMs: number | null;
  readonly state: Pick<OccupantState, 'sdmaNs' | 'sdmaTotalNs' | 'engines'>;
}

type Earlier = OccupantState | undefined;

const NO_COUNTERS: Counters = noCounters();

const NOTHING: OccupantUse['state'] = { sdmaNs: new Map(), sdmaTotalNs: 0n, engines: new Map() };

/**
 * @param rows what the reading says, where it is nvidia-smi's
 * @param printed columns in which the device ever printed a number: elsewhere a dash is not known to mean idle
 * @param bound KFD: no more than this of the device can be this process's, and nothing better is known; null: no such bound
 */
export function occupantUse(
  { reading, rows }: { readonly reading: ProcessReading | null; readonly rows: readonly PmonRow[] },
  before: Earlier,
  driver: string,
  printed: ReadonlySet<string>,
  bound: number | null,
): OccupantUse {
  if (reading === null) return { engines: new Map(), memory: new Map(), queues: null, evictedMs: null, state: before ?? NOTHING };
  return reading.source === 'kfd' ? kfdUse(reading, before, driver, bound) : pmonUse(rows, reading.atNs, before, printed);
}

function kfdUse({ text, atNs }: ProcessReading, before: Earlier, driver: string, bound: number | null): OccupantUse {
  const { vramBytes, sdmaNs, sdmaEngines, computeUnits, computeUnitsBusy, evictedMs, queues } = parseKfdReading(text);
  const engines = new Map<string, EngineUse>();
  const state = { ...(before ?? NOTHING) };
  const known = before?.engines.get(SDMA);
  if (sdmaNs.size > 0) {
    const sdmaTotalNs = risen(before, sdmaNs);
    const counters: Counters = { ...NO_COUNTERS, busyNs: sdmaTotalNs, capacity: sdmaEngines };
    const step = engineStep(known, counters, atNs, null, widthOf(driver));
    engines.set(SDMA, readAt(step.use, atNs));
    Object.assign(state, { sdmaNs, sdmaTotalNs, engines: new Map([[SDMA, step]]) });
  } else if (known !== undefined) engines.set(SDMA, readAt(engineStep(known, undefined, atNs, null, widthOf(driver)).use, atNs));
  engines.set(COMPUTE_UNITS, readAt(sampled(computeUnitsBusy, computeUnits), atNs));
  if (bound !== null) engines.set(KFD_BOUND, readAt(useOf(bound, 'bound', NO_COUNTERS, null), atNs));
  return { engines, memory: regions([['vram', vramBytes]]), queues, evictedMs, state };
}

/** `use` with the time of its own reading. A whole literal, as `useOf` has it. */
function readAt({ ratio, basis, reason, counters, before }: EngineUse, atNs: bigint): EngineUse {
  return { ratio, basis, reason, counters, before, atNs };
}

/** A counter that is new began at 0 since the reading before; one that went back was another's. */
function risen(before: Earlier, now: ReadonlyMap<string, bigint>): bigint {
  let total = before?.sdmaTotalNs ?? 0n;
  for (const [name, ns] of now) {
    const from = before?.sdmaNs.get(name) ?? 0n;
    if (ns > from) total += ns - from;
  }
  return total;
}

/** Contexts of one process may share a compute unit, so the sum can be above all of them. */
function sampled(busy: number | null, all: number | null): EngineUse {
  const counters = { ...NO_COUNTERS, capacity: all !== null && all > 0 ? all : 1 };
  if (busy === null || all === null || all === 0) return useOf('unsupported', null, counters, null);
  return useOf(Math.min(1, busy / all), 'sample', counters, null);
}

const PMON_MEMORY = [...PMON_REGIONS];

function pmonUse(rows: readonly PmonRow[], atNs: bigint, before: Earlier, printed: ReadonlySet<string>): OccupantUse {
  const engines = new Map<string, EngineUse>();
  const span = before === undefined || !('source' in before.reading) ? null : before.reading.atNs;
  const last = rows.at(-1)?.values;
  // With MIG a process has a row for each instance that it uses.
  const newest =
    last?.has('gi') === true ? new Map(rows.map(({ values }) => [`${values.get('gi')} ${values.get('ci')}`, values])) : null;
  // All rows of a reading stand under one header.
  for (const name of PMON_ENGINES) if (last?.has(name)) engines.set(name, percentUse(rows, name, printed, span, atNs));
  const megabytes = (column: string): number | null => {
    let sum: number | null = null;
    for (const values of newest?.values() ?? (last === undefined ? [] : [last])) {
      const value = values.get(column);
      if (typeof value === 'number') sum = (sum ?? 0) + value;
    }
    return sum === null ? null : sum * 1024 * 1024;
  };
  const memory = regions(PMON_MEMORY.map(([column, region]) => [region, megabytes(column)]));
  return { engines, memory, queues: null, evictedMs: null, state: NOTHING };
}

/** The mean over the rounds since the sweep before. */
function percentUse(
  rows: readonly PmonRow[],
  column: string,
  printed: ReadonlySet<string>,
  beforeNs: bigint | null,
  atNs: bigint,
): EngineUse {
  let sum = 0;
  let count = 0;
  for (const { values } of rows) {
    const value = values.get(column) ?? null;
    if (value === null || (value === '-' && !printed.has(column))) continue;
    if (value !== '-') sum += value;
    count++;
  }
  if (count === 0) return readAt(useOf('unsupported', null, NO_COUNTERS, null), atNs);
  const ratio = sum / count / 100;
  const counters = noCounters();
  counters.kernelRatio = ratio;
  const before = beforeNs === null ? null : { counters, atNs: beforeNs };
  return { ratio, basis: 'kernel-percent', reason: null, counters, before, atNs };
}

function regions(known: readonly (readonly [string, number | null])[]): Map<string, RegionBytes> {
  const memory = new Map<string, RegionBytes>();
  for (const [region, residentBytes] of known) {
    if (residentBytes === null) continue;
    const bytes = noRegionBytes();
    bytes.residentBytes = residentBytes;
    memory.set(region, bytes);
  }
  return memory;
}
