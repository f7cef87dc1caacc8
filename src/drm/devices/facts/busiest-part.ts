/**
 * One counter of a device whose parts (GTs, queues) count each for itself: of every interval between two reads it gets what the
 * busiest part did. A device is busy when any part of it is, and parts that work at the same time must not add up to more than all of it.
 */

/** What a part's counter counts. */
export type PartCounts = 'idle' | 'busy';

export interface BusiestPart {
  /**
   * The parts' counters now, in the order of the parts; null: not read.
   *
   * @returns the device's counter, null while no part counts; and the part that was busiest since the last read, null where that cannot be told or all
   * were alike
   */
  next(values: readonly (bigint | null)[]): { readonly total: bigint | null; readonly part: number | null };
  /** Whether the part's counter was in the last answer. */
  isCounted(part: number): boolean;
}

/** Parts whose counters moved by the same but for this share were alike: they are read one after the other. */
const ALIKE = 64n;

/**
 * A counter of idle time that reads 0 and never moved counts nothing: i915 and xe print it where the hardware has none
 * (intel_rc6_residency_ns). Another number that stands still is a GPU that has worked since we look. Where i915 had to switch RC6 off
 * (intel_rc6_ctx_wa_check) it is not, and then its clients contradict it (ledger/devices/contradiction.ts).
 */
export function createBusiestPart(counts: PartCounts): BusiestPart {
  const last: (bigint | undefined)[] = [];
  let counted = new Set<number>();
  let total: bigint | null = null;
  return {
    next(values) {
      const steps: { readonly step: bigint; readonly part: number }[] = [];
      let first: bigint | null = null;
      counted = new Set();
      for (const [part, value] of values.entries()) {
        const before = last[part];
        if (value === null || (counts === 'idle' && value === 0n && (before ?? 0n) === 0n)) continue;
        counted.add(part);
        last[part] = value;
        first ??= value;
        if (before !== undefined && value >= before) steps.push({ step: value - before, part });
      }
      if (first === null) return { total: null, part: null };
      steps.sort((a, b) => Number(a.step - b.step));
      const [busiest, calmest] = counts === 'idle' ? [steps[0], steps.at(-1)] : [steps.at(-1), steps[0]];
      total = total === null ? first : total + (busiest?.step ?? 0n);
      return { total, part: busiest === calmest || !areAlike(steps) ? (busiest?.part ?? null) : null };
    },
    isCounted: (part) => counted.has(part),
  };
}

/** @param steps the smallest first */
function areAlike(steps: readonly { readonly step: bigint }[]): boolean {
  const [smallest, largest] = [steps[0]?.step ?? 0n, steps.at(-1)?.step ?? 0n];
  return (largest - smallest) * ALIKE <= largest;
}
