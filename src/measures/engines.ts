/**
 * What the engines are that drivers name: their order, and the common word for the same thing on every GPU. A name that nobody has
 * heard of has no class and stands after the others.
 */
export const ENGINE_CLASSES = ['3d', 'compute', 'decode', 'encode', 'video', 'copy', 'npu'] as const;
/** `video`: decodes and encodes, or neither alone. */
export type EngineClass = (typeof ENGINE_CLASSES)[number];

/** How a class is called where there is little room. */
const SHORT: Readonly<Record<EngineClass, string>> = {
  '3d': '3D',
  compute: 'COMP',
  decode: 'DEC',
  encode: 'ENC',
  video: 'VIDEO',
  copy: 'copy',
  npu: 'NPU',
};

/** By class, then in the order in which most people look for them. */
const NAMES: Readonly<Record<EngineClass, readonly string[]>> = {
  // amdgpu, i915 and v3d, xe, -, msm, panthor, panfrost, v3d, lima, NVIDIA (which counts compute in it)
  '3d': ['gfx', 'render', 'rcs', '3d', 'gpu', 'panthor', 'fragment', 'vertex-tiler', 'bin', 'gp', 'pp', 'sm'],
  compute: ['compute', 'ccs', 'csd', 'cu', 'kfd'],
  // i915, xe; amdgpu: vpe scales and converts; NVIDIA's optical flow
  video: ['video', 'vcs', 'video-enhance', 'vecs', 'vpe', 'ofa'],
  decode: ['dec', 'jpeg', 'jpg'],
  encode: ['enc', 'enc_1'],
  // sdma: of AMD's compute processes; tfu: v3d's texture formatting unit
  copy: ['copy', 'bcs', 'dma', 'sdma', 'tfu'],
  npu: ['npu-amdxdna'],
};

const ORDER = [
  ...NAMES['3d'],
  ...NAMES.compute,
  ...['video', 'vcs', 'video-enhance', 'vecs', 'dec', 'enc', 'enc_1', 'jpeg', 'vpe', 'jpg', 'ofa'],
  ...[...NAMES.copy, ...NAMES.npu],
];
const PLACES = placesOf(ORDER);

const CLASS_OF = new Map(ENGINE_CLASSES.flatMap((each) => NAMES[each].map((name) => [name, each] as const)));

/** Drivers of nothing but NPUs, whatever they call their engines. */
const NPU_DRIVERS = new Set(['amdxdna', 'intel_vpu', 'rocket', 'ethosu', 'qaic', 'habanalabs']);

/** Engines that exist on common hardware. */
export const KNOWN_ENGINES: readonly string[] = ORDER;

/** The class of an engine as `driver` names it; null where nobody knows. */
export function engineClass(driver: string | null, name: string): EngineClass | null {
  return driver !== null && NPU_DRIVERS.has(driver) ? 'npu' : (CLASS_OF.get(name) ?? null);
}

/** The class that a word means, in upper or lower case: its name (`compute`), or what the screen calls it for short (`COMP`). */
export function engineClassNamed(word: string): EngineClass | null {
  const lower = word.toLowerCase();
  return ENGINE_CLASSES.find((each) => each === lower || SHORT[each].toLowerCase() === lower) ?? null;
}

/** The short word for an engine: that of its class, or where nobody knows the class the driver's own. Raw. */
export function engineWord(driver: string | null, name: string): string {
  const known = engineClass(driver, name);
  return known === null ? name : SHORT[known];
}

/** Each short word with the driver's names that it stands for. */
export const ENGINE_WORDS: readonly (readonly [string, readonly string[]])[] = ENGINE_CLASSES.map((each) => [
  SHORT[each],
  NAMES[each],
]);

/** Each engine name once, the main ones first. */
export function inEngineOrder(names: Iterable<string>): string[] {
  return inOrder(names, PLACES);
}

/** Each name once: those that have a place in that order, then the others by alphabet. */
export function inOrder(names: Iterable<string>, places: ReadonlyMap<string, number>): string[] {
  const place = (name: string): number => places.get(name) ?? places.size;
  return [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** The place of each name. */
export function placesOf(order: readonly string[]): ReadonlyMap<string, number> {
  return new Map(order.map((name, place) => [name, place]));
}
