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

/**
 * What `key` means for this row: the engine or region of that very name, else of that name in lower case, else the busiest engine of that
 * class, else the sum over that group of regions. Null where the row has nothing of the kind.
 */
export function measureOf(row: Row, key: string, unit: Measured['unit'] | null = null): Measured | null {
  const { kind, name } = parseMeasure(key);
  const [engines, regions] = [kind !== 'region' && unit !== 'bytes', kind !== 'engine' && unit !== 'ratio'];
  const lower = name.toLowerCase();
  for (const each of lower === name ? [name] : [name, lower]) {
    const ratio = engines ? row.engines.get(each) : undefined;
    if (ratio !== undefined) return { unit: 'ratio', value: ratio };
    const bytes = regions ? row.memory.get(each) : undefined;
    if (bytes !== undefined) return { unit: 'bytes', value: bytes };
  }
  return (engines ? ofClass(row, engineClassNamed(lower)) : null) ?? (regions ? ofGroup(row, lower) : null);
}

function ofClass(row: Row, wanted: EngineClass | null): Measured | null {
  if (wanted === null) return null;
  const ratios = [...row.engines].flatMap(([name, ratio]) => (engineClass(row.driver, name) === wanted ? [ratio] : []));
  if (ratios.length === 0) return null;
  const known = ratios.flatMap((ratio) => ratio ?? []);
  return { unit: 'ratio', value: known.length === 0 ? null : Math.max(...known) };
}

function ofGroup(row: Row, word: string): Measured | null {
  const isPart = Object.hasOwn(REGION_GROUPS, word) ? REGION_GROUPS[word] : undefined;
  const parts = isPart === undefined ? [] : [...row.memory].flatMap(([name, bytes]) => (isPart(name) ? [bytes] : []));
  return parts.length === 0 ? null : { unit: 'bytes', value: parts.reduce((sum, bytes) => sum + bytes, 0) };
}
