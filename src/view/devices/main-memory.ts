/**
 * The memory of a device that runs out first: of a card its own, of a GPU that shares the machine's memory what it may take of that.
 */
import { bytesInUse } from '../../drm/fdinfo/bytes-in-use.js';
import type { Client, Device } from '../../ledger/snapshot.js';
import { placeOf } from '../../measures/by-name.js';
import { inRegionOrder, regionKind } from '../../measures/regions.js';

export interface MainMemory {
  /** As people call it: `VRAM`, `GTT`, `memory`. */
  readonly label: string;
  /** The driver's names; several where a card's memory is in tiles. Raw. */
  readonly regions: readonly string[];
  readonly usedBytes: number | null;
  readonly totalBytes: number | null;
  /** Null where used or total is unknown. */
  readonly freeBytes: number | null;
}

/** Bytes of it that a client has in use; null where nothing is known. */
export function mainBytesOf({ memory }: Pick<Client, 'memory'>, { regions }: Pick<MainMemory, 'regions'>): number | null {
  const { list } = memory;
  let sum: number | null = null;
  for (const place of placesOf(memory.names, regions)) {
    const region = list[place];
    const bytes = region === undefined ? null : bytesInUse(region);
    if (bytes !== null) sum = (sum ?? 0) + bytes;
  }
  return sum;
}

/** Asked of one client after the other, which have one list of names between them. */
let lastNames: readonly string[] = [];
let lastRegions: readonly string[] = [];
let lastPlaces: readonly number[] = [];

function placesOf(names: readonly string[], regions: readonly string[]): readonly number[] {
  if (names !== lastNames || regions !== lastRegions) {
    lastPlaces = regions.map((name) => placeOf(names, name));
    lastNames = names;
    lastRegions = regions;
  }
  return lastPlaces;
}

type Memory = Pick<Device, 'memory'>;

/** A card's own memory, tile by tile (amdgpu `vram`, xe `vram0`, i915 `local0`), less what firmware keeps of it. */
function isOwn(name: string): boolean {
  return regionKind(name) === 'video' && !name.startsWith('stolen');
}

/** What firmware sets aside for a GPU in the processor is less than any card of today has. */
const MOST_CARVED_OUT_BYTES = 1024 ** 3;

/** Null where the device has no memory that is known of. */
export function mainMemory({ memory }: Memory): MainMemory | null {
  const own = [...memory.keys()].filter(isOwn);
  const vram = own.length === 0 ? null : sumOf({ memory }, 'VRAM', own);
  const gtt = memory.has('gtt') ? sumOf({ memory }, 'GTT', ['gtt']) : null;
  if (vram !== null && !isCarvedOut(vram, gtt)) return vram;
  if (gtt !== null && gtt.totalBytes !== null) return gtt;
  if (vram !== null) return vram;
  const [first] = inRegionOrder([...memory.keys()].filter((name) => (memory.get(name)?.usedBytes ?? null) !== null));
  return first === undefined ? null : sumOf({ memory }, 'memory', [first]);
}

function isCarvedOut({ totalBytes }: MainMemory, gtt: MainMemory | null): boolean {
  return totalBytes !== null && totalBytes <= MOST_CARVED_OUT_BYTES && (gtt?.totalBytes ?? 0) > totalBytes;
}

function sumOf({ memory }: Memory, label: string, regions: readonly string[]): MainMemory {
  const all = regions.map((name) => memory.get(name));
  const usedBytes = sum(all.map((each) => each?.usedBytes ?? null));
  const totalBytes = sum(all.map((each) => each?.totalBytes ?? null));
  const freeBytes = usedBytes === null || totalBytes === null ? null : Math.max(0, totalBytes - usedBytes);
  return { label, regions, usedBytes, totalBytes, freeBytes };
}

/** Null where one of them is not known: a part is no sum. */
function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((a, b) => (a === null || b === null ? null : a + b), 0);
}

/** The memory of all devices together: of the cards, or where there is none of those that share the machine's. Null: nothing that can be added up. */
export function memoryOfAll(devices: readonly Memory[]): MainMemory | null {
  const known = devices.flatMap((device) => mainMemory(device) ?? []);
  const cards = known.filter(({ label }) => label === 'VRAM');
  const counted = cards.length > 0 ? cards : known.filter(({ freeBytes }) => freeBytes !== null);
  const [first] = counted;
  if (first === undefined) return null;
  // GPUs in one processor share one memory: what it has is not there twice.
  if (cards.length === 0 && counted.length > 1) return null;
  return {
    label: first.label,
    regions: [],
    usedBytes: sum(counted.map(({ usedBytes }) => usedBytes)),
    totalBytes: sum(counted.map(({ totalBytes }) => totalBytes)),
    freeBytes: sum(counted.map(({ freeBytes }) => freeBytes)),
  };
}
