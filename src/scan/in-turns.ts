/** Visits many processes as p-limit tasks: each waits for a turn of the event loop and then reads synchronously. */
import pLimit from 'p-limit';
import type { Pace } from './pace.js';
import type { ProcessRecord } from './process-record.js';

/** Making the tasks takes time too, about 2 µs each: so many at once, and not ten thousand. */
const TASKS_AT_ONCE = 512;

/**
 * @param concurrency tasks that share a turn. Reading is synchronous: more does not make it faster, it makes the stretches
 *   between two turns longer.
 */
export function turnTaker(concurrency: number) {
  const limit = pLimit(concurrency);
  return async <Item extends ProcessRecord | number>(
    items: readonly Item[],
    pace: Pace,
    visit: (item: Item) => Promise<unknown> | undefined,
  ): Promise<void> => {
    const task = async (item: Item): Promise<void> => {
      await pace.nextTurn();
      await visit(item);
    };
    for (let at = 0; at < items.length; at += TASKS_AT_ONCE) {
      await Promise.all(items.slice(at, at + TASKS_AT_ONCE).map((item) => limit(task, item)));
    }
  };
}
