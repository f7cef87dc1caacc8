/** An `Fdinfo` while its text is being read. */
import { type BadLine, type EngineCounters, type Fdinfo, noCounters, noRegionBytes, type RegionBytes } from './fdinfo.js';

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
