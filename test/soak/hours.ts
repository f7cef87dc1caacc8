/** What an hour of a soak left behind, and whether a row of them grows. */
import { quarterMedians } from '../support/quarters.js';

export interface Hour {
  readonly ticks: number;
  /** What a tick took. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** At the end of the hour, after a garbage collection. */
  readonly heapBytes: number;
  /** Buffers outside the heap. */
  readonly externalBytes: number;
  readonly residentBytes: number;
  readonly fds: number;
}

/** So many at the beginning do not count: histories fill up, code is compiled. */
const SETTLING = 1;

/**
 * Median of the last quarter over that of the first: 1 is flat. What is filled once (a history of ten minutes) is there from the
 * first hour on.
 */
export function growth(values: readonly number[]): number {
  const [first, last] = quarterMedians(values.slice(SETTLING));
  return last / first;
}
