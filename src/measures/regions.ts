/** What the memory regions are that drivers name: memory of the card, memory of the machine, or neither. */
import { inOrder, placesOf } from './engines.js';

/** `video`: on the card. `system`: of the machine, mapped for the GPU. `other`: small things on the chip, or nobody knows. */
export type RegionKind = 'video' | 'system' | 'other';

/** As amdgpu, i915 and xe name them; `memory`: panfrost, panthor, msm, v3d, which have no memory of their own. */
const KINDS: readonly (readonly [RegionKind, RegExp])[] = [
  ['video', /^(vram|local|stolen-local)\d*$/],
  ['system', /^(gtt|system\d*|stolen-system\d*|memory|cpu)$/],
];

/** Memory on the card before memory of the machine. */
const ORDER = ['vram', 'vram0', 'vram1', 'local0', 'local1', 'gtt', 'system', 'system0', 'memory'];
const PLACES = placesOf(ORDER);

/** Regions that exist on common hardware. */
export const KNOWN_REGIONS: readonly string[] = ORDER;

const known = new Map<string, RegionKind>();
/** Names come from drivers, of which there are few; from a hostile tree there may be any number. */
const MOST_KNOWN = 100;

export function regionKind(name: string): RegionKind {
  const before = known.get(name);
  if (before !== undefined) return before;
  const kind = KINDS.find(([, form]) => form.test(name))?.[0] ?? 'other';
  if (known.size < MOST_KNOWN) known.set(name, kind);
  return kind;
}

/** Each region name once, the card's own first. */
export function inRegionOrder(names: Iterable<string>): string[] {
  return inOrder(names, PLACES);
}

/** Words for several regions at once: all that is on the card, all there is. */
export const REGION_GROUPS: Readonly<Record<string, (name: string) => boolean>> = {
  vram: (name) => regionKind(name) === 'video',
  memory: () => true,
};
