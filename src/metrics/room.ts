/**
 * Which groups have series of their own where there is not room for all: those that use the GPU most, and not those that came first.
 *
 * A series that ends takes with it what nobody scraped yet, and one that comes and goes is worth little. So a group keeps its room until
 * one that waits uses twice as much; then it ends, at once where it has counted nothing for long, else as late as a group without clients.
 * What a group uses is its GPU time, of which half counts after `HALF_LIFE_NS`.
 */
import type { Gain } from './totals.js';

const HALF_LIFE_NS = 300e9;

/** So many times as much a group has to use to take the place of another. */
const AMPLE = 2;

/** Of a group, as far as room is concerned. */
export interface Lodger {
  /** Label sets. */
  readonly series: number;
  readonly useNs: number;
  /** It is about to end. */
  readonly isEnding: boolean;
  /** It has counted nothing for so long that it can end at once, and nothing is lost. */
  readonly isSettled: boolean;
}

/** What a group has used, `passedNs` after it was `beforeNs`, with what it gained since. Where only cycles are known, a GHz makes them time. */
export function usedNs(beforeNs: number, passedNs: number, gains: readonly Gain[]): number {
  const gained = gains.reduce((sum, { busyNs, cycles }) => sum + Number(busyNs ?? cycles ?? 0n), 0);
  return beforeNs * 2 ** (-passedNs / HALF_LIFE_NS) + gained;
}

/**
 * @param most label sets of all together
 * @returns keys: `taken` wait and find room, the most used first; `ended` give theirs up at once, `leaving` in a while
 */
export function shareRoom(
  owners: ReadonlyMap<string, Lodger>,
  waiting: ReadonlyMap<string, Lodger>,
  most: number,
): { readonly taken: readonly string[]; readonly ended: readonly string[]; readonly leaving: readonly string[] } {
  const [taken, ended, leaving]: [string[], string[], string[]] = [[], [], []];
  if (waiting.size === 0) return { taken, ended, leaving };
  const byUse = (a: readonly [string, Lodger], b: readonly [string, Lodger]): number => b[1].useNs - a[1].useNs;
  const settled = [...owners].filter(([, { isSettled }]) => isSettled).sort(byUse);
  const others = [...owners].filter(([, { isSettled, isEnding }]) => !isSettled && !isEnding).sort(byUse);
  let room = most;
  let coming = 0;
  for (const { series, isSettled, isEnding } of owners.values()) {
    room -= series;
    if (isEnding && !isSettled) coming += series;
  }
  for (const [key, { series, useNs }] of [...waiting].sort(byUse)) {
    // What is leaving comes back under its name when it is gone.
    const isGone = !owners.has(key);
    for (; isGone && series > room && isLess(settled, useNs); ended.push(settled.pop()?.[0] ?? '')) room += seriesOfLast(settled);
    if (isGone && series <= room) {
      room -= series;
      taken.push(key);
      continue;
    }
    for (; series > coming && isLess(others, useNs); leaving.push(others.pop()?.[0] ?? '')) coming += seriesOfLast(others);
    coming -= series;
  }
  return { taken, ended, leaving };
}

/** Whether the last of them, which is the least used, uses so little that one of `useNs` may have its room. */
function isLess(owners: readonly (readonly [string, Lodger])[], useNs: number): boolean {
  const last = owners.at(-1);
  return last !== undefined && last[1].useNs * AMPLE < useNs;
}

function seriesOfLast(owners: readonly (readonly [string, Lodger])[]): number {
  return owners.at(-1)?.[1].series ?? 0;
}
