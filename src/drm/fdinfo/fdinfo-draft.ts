/** An `Fdinfo` while its text is being read. */
import { type BadLine, type EngineCounters, type Fdinfo, noCounters, noRegionBytes, type RegionBytes } from './fdinfo.js';
import { byName } from './shared-names.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft extends Mutable<Omit<Fdinfo, 'engines' | 'memory' | 'unknown' | 'badLines'>> {
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

/** What was read. */
export function finished({ engines, memory, unknown, ...rest }: Draft): Fdinfo {
  return { ...rest, engines: byName(engines), memory: byName(memory), unknown: byName(unknown) };
}

/** The engine of that name, made empty when it is new. */
export function engineOf(draft: Draft, name: string): EngineCounters {
  let engine = draft.engines.get(name);
  if (engine === undefined) {
    engine = noCounters();
    draft.engines.set(name, engine);
  }
  return engine;
}

/** The region of that name, made empty when it is new. */
export function regionOf(draft: Draft, name: string): RegionBytes {
  let region = draft.memory.get(name);
  if (region === undefined) {
    region = noRegionBytes();
    draft.memory.set(name, region);
  }
  return region;
}
