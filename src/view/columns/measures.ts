/**
 * The engines and regions of a snapshot, and the names under which a user asks for them: the driver's own (`gfx`, `vram0`), a class of
 * engines (`decode`), or a group of regions (`vram`: all memory on the card).
 */
import type { RegionBytes } from '../../drm/fdinfo/fdinfo.js';
import type { Snapshot } from '../../ledger/snapshot.js';
import {
  ENGINE_CLASSES,
  type EngineClass,
  engineClass,
  engineClassNamed,
  inEngineOrder,
  KNOWN_ENGINES,
} from '../../measures/engines.js';
import { inRegionOrder, KNOWN_REGIONS, REGION_GROUPS } from '../../measures/regions.js';
import type { Row } from '../row/row.js';
import { TIMES } from '../text/glyphs.js';
import { printable } from '../text/printable.js';

/** Names that exist on common hardware though nothing uses them at this moment, and the words for several: valid on an idle machine. */
export const COMMON_MEASURES: readonly string[] = [
  ...new Set([...KNOWN_ENGINES, ...KNOWN_REGIONS, ...ENGINE_CLASSES, ...Object.keys(REGION_GROUPS)]),
];

/** Longer than any driver's name, and short enough to be made printable for every row of every frame. */
const MOST_NAME = 64;

/** The name of an engine or region, or the word for it, as it is shown. */
export function measureName(name: string): string {
  return printable(name, MOST_NAME);
}

/** An engine, or a group of some: `vcs ×2`. */
export function groupName(name: string, capacity: number): string {
  return `${measureName(name)}${capacity > 1 ? ` ${TIMES}${capacity}` : ''}`;
}

/** A word for several engines or regions: `decode`, `vram`. */
export function isCommonWord(name: string): boolean {
  return engineClassNamed(name) !== null || Object.hasOwn(REGION_GROUPS, name.toLowerCase());
}

/** Engines of all devices, the main ones first. A client has none that its device does not have. */
export function engineNames({ devices }: Pick<Snapshot, 'devices'>): string[] {
  return inEngineOrder(devices.flatMap(({ engines }) => [...engines.keys()]));
}

/** Regions in which some client has memory; a region that the driver prints and nobody uses (gds, oa) is no news. */
export function regionNames({ clients }: Pick<Snapshot, 'clients'>): string[] {
  const used = new Set<string>();
  // Clients of one driver have one list of names between them: those that nobody was seen to use yet, by their places in it.
  let names: readonly string[] = [];
  let unused: readonly number[] = [];
  for (const { memory } of clients) {
    if (memory.names !== names) {
      ({ names } = memory);
      unused = placesWithout(names, used);
    }
    const { list } = memory;
    let isMore = false;
    for (const place of unused) {
      const region = list[place];
      if (region === undefined || !hasBytes(region)) continue;
      used.add(names[place] ?? '');
      isMore = true;
    }
    if (isMore) unused = placesWithout(names, used);
  }
  return inRegionOrder(used);
}

function placesWithout(names: readonly string[], left: ReadonlySet<string>): number[] {
  return names.flatMap((name, place) => (left.has(name) ? [] : place));
}

/** Field by field: asked of each region of each client in each frame. */
function hasBytes(region: Readonly<RegionBytes>): boolean {
  return (
    (region.residentBytes ?? 0) > 0 ||
    (region.totalBytes ?? 0) > 0 ||
    (region.memoryBytes ?? 0) > 0 ||
    (region.sharedBytes ?? 0) > 0 ||
    (region.purgeableBytes ?? 0) > 0 ||
    (region.activeBytes ?? 0) > 0
  );
}

/** `engine:NAME` and `region:NAME`: for names that are also a column's (`cpu`) or each other's. */
const PREFIXED = /^(engine|region):(.+)$/s;

/** Which engine or region a key asks for; `kind` null: an engine of that name, else a region. */
export function parseMeasure(key: string): { readonly kind: 'engine' | 'region' | null; readonly name: string } {
  const [, kind, name] = PREFIXED.exec(key) ?? [];
  return name === undefined ? { kind: null, name: key } : { kind: kind === 'engine' ? 'engine' : 'region', name };
}

/** A measure of a row, in the unit in which it is typed. */
export interface Measured {
  readonly unit: 'ratio' | 'bytes';
  /** Null: the row has it, and its value is unknown. */
  readonly value: number | null;
}

/** What a key means for a row; null where the row has nothing of the kind. */
export type MeasureOf = (row: Row) => Measured | null;

/**
 * Looks a key up once, for every row of every frame: the engine or region of that very name, else of that name in lower case, else the busiest
 * engine of that class, else the sum over that group of regions.
 */
export function measureOf(key: string, unit: Measured['unit'] | null = null): MeasureOf {
  const { kind, name } = parseMeasure(key);
  const [engines, regions] = [kind !== 'region' && unit !== 'bytes', kind !== 'engine' && unit !== 'ratio'];
  const lower = name.toLowerCase();
  const wanted = engines ? engineClassNamed(lower) : null;
  const isPart = regions && Object.hasOwn(REGION_GROUPS, lower) ? REGION_GROUPS[lower] : undefined;
  const named = (row: Row, each: string): Measured | null => {
    const ratio = engines ? row.engines.get(each) : undefined;
    if (ratio !== undefined) return { unit: 'ratio', value: ratio };
    const used = regions ? row.memory.get(each) : undefined;
    return used === undefined ? null : { unit: 'bytes', value: used };
  };
  return (row) =>
    named(row, name) ??
    (lower === name ? null : named(row, lower)) ??
    (wanted === null ? null : ofClass(row, wanted)) ??
    (isPart === undefined ? null : ofGroup(row, isPart));
}

function ofClass({ driver, engines }: Row, wanted: EngineClass): Measured | null {
  let [has, busiest]: [boolean, number | null] = [false, null];
  for (const [name, ratio] of engines) {
    if (engineClass(driver, name) !== wanted) continue;
    has = true;
    if (ratio !== null && (busiest === null || ratio > busiest)) busiest = ratio;
  }
  return has ? { unit: 'ratio', value: busiest } : null;
}

function ofGroup({ memory }: Row, isPart: (name: string) => boolean): Measured | null {
  let sum: number | null = null;
  for (const [name, used] of memory) if (isPart(name)) sum = (sum ?? 0) + used;
  return sum === null ? null : { unit: 'bytes', value: sum };
}
