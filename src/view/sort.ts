/**
 * The order of rows. Rows whose value is unknown come last in either direction: unknown is neither more nor less.
 *
 * Equal rows stand by pid, client and key in either direction, so nothing jumps between two ticks that show the same.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { UsageError } from '../errors/usage-error.js';
import type { Averages, SortValue } from './columns/column.js';
import { findColumn, keyMeant, sortKeys } from './columns/columns.js';
import { parseMeasure } from './columns/measures.js';
import { nearest } from './text/nearest.js';
import { printable } from './text/printable.js';
import type { Row } from './row/row.js';

/**
 * The rows in order; `rows` itself is left alone.
 *
 * @param key a column's key; null is the busiest first. A key that no row has a value for (an engine whose last client
 *   closed) leaves them by pid: `checkSort` is the place to complain.
 */
export function sortRows(rows: readonly Row[], key: string | null, reverse: boolean, averages?: Averages): Row[] {
  const column = findColumn(key ?? 'busy', averages);
  const down = column.descending !== reverse;
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  const [first, last] = down ? [1, -1] : [-1, 1];
  keyed.sort((a, b) => {
    const x = a.value;
    const y = b.value;
    // Nearly always two numbers that are not the same.
    if (typeof x === 'number' && typeof y === 'number' && (x < y || x > y)) return x < y ? first : last;
    return compareValues(x, y, down) || compareRows(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

/**
 * Checks what the user gave as `--sort`, once there is a snapshot to tell which engines and regions exist.
 *
 * @throws UsageError naming the keys that would be right
 */
export function checkSort(key: string, snapshot: Snapshot): void {
  const problem = sortProblem(key, snapshot);
  if (problem !== null) throw new UsageError(problem);
}

/** What is wrong with a sort key, for a screen that goes on all the same: an engine of that name may come. Null: it is right. */
export function sortProblem(key: string, snapshot: Snapshot): string | null {
  return sortKeys(snapshot).valid.has(key) ? null : `unknown sort key ${unknownName(key, snapshot)}`;
}

/** What is wrong with one of several keys of columns, as above; `engine:` and `region:` may come later. @param more keys besides those that rows can be sorted by */
export function columnProblem(keys: Iterable<string>, snapshot: Snapshot, more: readonly string[]): string | null {
  const { valid } = sortKeys(snapshot);
  const wrong = [...keys].find((key) => !valid.has(key) && !more.includes(key) && parseMeasure(key).kind === null);
  return wrong === undefined ? null : `unknown column ${unknownName(wrong, snapshot, more)}`;
}

/**
 * Checks the engines and regions that a filter compares, as `checkSort` does. With `engine:` or `region:` in front any name will do: it
 * may come later.
 *
 * @throws UsageError naming the names that would be right
 */
export function checkMeasures(measures: readonly string[], snapshot: Snapshot): void {
  const { valid } = sortKeys(snapshot);
  const wrong = measures.find((key) => parseMeasure(key).kind === null && !valid.has(key) && !valid.has(keyMeant(key)));
  if (wrong !== undefined) throw new UsageError(`filter: unknown name ${unknownName(wrong, snapshot)}`);
}

function unknownName(key: string, snapshot: Snapshot, more: readonly string[] = []): string {
  const { here, valid } = sortKeys(snapshot);
  const guess = nearest(key, [...valid, ...more]);
  return `'${printable(key, 80)}'${guess === null ? '' : ` (did you mean '${guess}'?)`}; known here: ${[...here, ...more].join(', ')}`;
}

function compareValues(a: SortValue, b: SortValue, down: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : a < b ? -1 : a > b ? 1 : 0;
  return down ? -order : order;
}

function compareRows(a: Row, b: Row): number {
  return compareValues(a.pid, b.pid, false) || compareText(a.clientLabel ?? '', b.clientLabel ?? '') || compareText(a.key, b.key);
}

/** Made when the first texts are compared: that takes 10 ms, and nothing is sorted in the first frame. */
let collator: Intl.Collator | null = null;

/** `card2` before `card10`; equal only when truly equal. */
function compareText(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
