/**
 * Keeps the event loop alive during a sweep: keys, timers and signals get a turn at least every few milliseconds.
 *
 * Reading is synchronous, so the only question is when to stop for a moment. All tasks of a sweep share one pace: the
 * stretch that counts is the whole time since the loop last had its turn, whoever used it.
 */
import pLimit from 'p-limit';
import type { Clock } from './clock.js';

/** A stretch ends at the first check after this; one check more (a few dozen fds) still fits below 10 ms. */
const STRETCH_NS = 8_000_000n;

export class Pace {
  readonly #clock: Clock;
  #stretchStartNs: bigint;
  #next: Promise<void> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#stretchStartNs = clock.nowNs();
  }

  /** True when the current stretch has been long enough. */
  get spent(): boolean {
    return this.#clock.nowNs() - this.#stretchStartNs >= STRETCH_NS;
  }

  /** Resolves in the next turn of the event loop. Tasks that wait at the same time share the turn. */
  nextTurn(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = null;
        this.#stretchStartNs = this.#clock.nowNs();
        resolve();
      });
    });
    return this.#next;
  }
}

/** Making the tasks takes time too, about 2 µs each: so many at once, and not ten thousand. */
const TASKS_AT_ONCE = 512;

/**
 * Visits many processes as p-limit tasks: each waits for a turn of the event loop and then reads synchronously.
 *
 * @param concurrency tasks that share a turn. Reading is synchronous: more does not make it faster, it makes the stretches
 *   between two turns longer.
 */
export function turnTaker(concurrency: number) {
  const limit = pLimit(concurrency);
  return async <Item>(items: readonly Item[], pace: Pace, visit: (item: Item) => Promise<unknown> | undefined): Promise<void> => {
    const task = async (item: Item): Promise<void> => {
      await pace.nextTurn();
      await visit(item);
    };
    for (let at = 0; at < items.length; at += TASKS_AT_ONCE) {
      await Promise.all(items.slice(at, at + TASKS_AT_ONCE).map((item) => limit(task, item)));
    }
  };
}
