/**
 * Where in a recording each block begins, in ns since its first sweep.
 *
 * Within a section the monotonic clock tells; between sections, which may come from different boots or machines, the wall clock, and
 * never backwards. All of it is known from the blocks' labels.
 */
import type { BlockPlace } from './block-index.js';
import type { BlockLabel } from './format.js';

/** For each block, ns from the start of the recording. */
export function blockPositionsNs(blocks: readonly BlockPlace[]): readonly number[] {
  const positions: number[] = [];
  for (const [index, { label }] of blocks.entries()) {
    const before = blocks[index - 1]?.label;
    const reachedNs = positions.at(-1) ?? 0;
    positions.push(reachedNs + (before === undefined ? 0 : Math.max(0, stepNs(before, label))));
  }
  return positions;
}

function stepNs(before: BlockLabel, after: BlockLabel): number {
  return before.section === after.section ? Number(after.atNs - before.atNs) : (after.wallMs - before.wallMs) * 1e6;
}

/** The last block that begins before a position, so that it holds the sweep before the one at the position; 0 where there is none. */
export function blockBefore(positionsNs: readonly number[], positionNs: number): number {
  const after = positionsNs.findIndex((startNs) => startNs >= positionNs);
  return Math.max(0, (after === -1 ? positionsNs.length : after) - 1);
}
