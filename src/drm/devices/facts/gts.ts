/**
 * The GTs of an Intel GPU: each has a clock and an idle counter of its own. The first is the render GT; a media GT of newer chips sleeps on
 * its own, and a GPU of several tiles has one or two on each.
 */
import { createBusiestPart } from './busiest-part.js';
import type { MovingFacts } from '../driver.js';
import type { Attribute } from '../sysfs/folder.js';
import { counterTimes, hertzOfMegahertz, limit } from '../sysfs/numbers.js';

export interface Gt {
  /** In words: `tile0/gt1`. */
  readonly name: string;
  readonly nowMhz: Attribute;
  readonly maxMhz: Attribute;
  readonly minMhz: Attribute;
  readonly idleMs: Attribute;
}

export type GtFacts = Pick<MovingFacts, 'frequencyHz' | 'maxFrequencyHz' | 'minFrequencyHz' | 'partFrequenciesHz' | 'busyOf'> & {
  readonly idleNs: bigint | null;
};

/** More GTs than any GPU has; a tree may show any number. */
export const MOST_GTS = 16;

/** Reads idle time and clock of the busiest GT: three files of each GT at most. The idle counters come first: their time is that of the reading's start. */
export function attachGts(gts: readonly Gt[]): () => GtFacts {
  const parts = createBusiestPart('idle');
  return () => {
    const idle = gts.map(({ idleMs }) => counterTimes(idleMs.read(), 1_000_000n));
    const { total, part } = parts.next(idle);
    const clocks = gts.map(({ nowMhz, maxMhz, minMhz }) => ({
      frequencyHz: hertzOfMegahertz(nowMhz.read()),
      maxFrequencyHz: limit(hertzOfMegahertz(maxMhz.read())),
      minFrequencyHz: limit(hertzOfMegahertz(minMhz.read())),
    }));
    const fastest = clocks.reduce(
      (best, { frequencyHz }, at) => ((frequencyHz ?? -1) > (clocks[best]?.frequencyHz ?? -1) ? at : best),
      0,
    );
    // Where all were equally busy, idle most often, the clock is that of the fastest.
    const clock = clocks[part ?? fastest];
    const counted = gts.flatMap(({ name }, at) => (parts.isCounted(at) ? name : []));
    return {
      idleNs: total,
      busyOf: total === null ? null : wordOf(gts, counted),
      frequencyHz: clock?.frequencyHz ?? null,
      maxFrequencyHz: clock?.maxFrequencyHz ?? null,
      minFrequencyHz: clock?.minFrequencyHz ?? null,
      partFrequenciesHz: new Map(
        gts.length === 1
          ? []
          : gts.flatMap(({ name }, at) => {
              const hz = clocks[at]?.frequencyHz ?? null;
              return hz === null ? [] : [[name, hz] as const];
            }),
      ),
    };
  };
}

function wordOf(gts: readonly Gt[], counted: readonly string[]): string {
  if (counted.length > 1) return `the busiest of ${counted.length} GTs`;
  if (gts.length === 1) return 'whole';
  return counted[0] === gts[0]?.name ? 'render GT' : `GT ${counted[0] ?? ''}`;
}
