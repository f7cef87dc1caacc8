/**
 * The order of engines and regions, and the names under which a user asks for them.
 *
 * Drivers choose the names, so this is no list of what exists: a name nobody has heard of gets its place by alphabet.
 */
import type { RegionBytes } from '../drm/fdinfo/fdinfo.js';
import type { Snapshot } from '../ledger/snapshot.js';

/** What most people look for first: the 3D engine of each driver, then compute, then video, then copies. */
const ENGINE_ORDER = [
  ...['gfx', 'render', 'rcs', '3d', 'gpu', 'panthor', 'fragment', 'vertex-tiler', 'bin'],
  ...['compute', 'ccs', 'csd'],
  ...['video', 'vcs', 'video-enhance', 'vecs', 'dec', 'enc', 'enc_1', 'jpeg', 'vpe'],
  ...['copy', 'bcs', 'dma', 'tfu'],
];

/** Memory on the card before memory of the machine. */
const REGION_ORDER = ['vram', 'vram0', 'vram1', 'local0', 'local1', 'gtt', 'system', 'system0', 'memory'];

/** Names that exist on common hardware though nothing uses them at this moment: valid sort keys on an idle machine. */
export const COMMON_MEASURES: readonly string[] = [...ENGINE_ORDER, ...REGION_ORDER];

/** Engines of all devices, the main ones first. A client has none that its device does not have. */
export function engineNames({ devices }: Pick<Snapshot, 'devices'>): string[] {
  return inEngineOrder(devices.flatMap(({ engines }) => [...engines.keys()]));
}

/** Each engine name once, the main ones first. */
export function inEngineOrder(names: Iterable<string>): string[] {
  return inOrder(names, ENGINE_ORDER);
}

/** Regions in which some client has memory; a region that the driver prints and nobody uses (gds, oa) is no news. */
export function regionNames({ clients }: Pick<Snapshot, 'clients'>): string[] {
  const used = new Set<string>();
  for (const client of clients) {
    client.memory.forEach((region, name) => {
      if (!used.has(name) && hasBytes(region)) used.add(name);
    });
  }
  return inOrder(used, REGION_ORDER);
}

/** Field by field: asked of each region of each client in each frame. */
function hasBytes(region: Readonly<RegionBytes>): boolean {
  return (
    isSome(region.residentBytes) ||
    isSome(region.totalBytes) ||
    isSome(region.memoryBytes) ||
    isSome(region.sharedBytes) ||
    isSome(region.purgeableBytes) ||
    isSome(region.activeBytes)
  );
}

function isSome(bytes: number | null): boolean {
  return bytes !== null && bytes > 0;
}

function inOrder(names: Iterable<string>, order: readonly string[]): string[] {
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** `engine:NAME` and `region:NAME`: for names that are also a column's (`cpu`) or each other's. */
const PREFIXED = /^(engine|region):(.+)$/s;

/** Which engine or region a key asks for; `kind` null: an engine of that name, else a region. */
export function parseMeasure(key: string): { readonly kind: 'engine' | 'region' | null; readonly name: string } {
  const [, kind, name] = PREFIXED.exec(key) ?? [];
  return name === undefined ? { kind: null, name: key } : { kind: kind === 'engine' ? 'engine' : 'region', name };
}
