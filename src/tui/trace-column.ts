/** The table's HISTORY column: how busy a row's busiest engine was in the last samples, as a small sparkline. */
import type { History } from '../ledger/history.js';
import type { Column } from '../view/columns.js';
import { sparkline } from '../view/graphs.js';
import type { Row } from '../view/row.js';

const CELLS = 10;
/** After the averages and before UNIT, see `fitColumns`. */
const RANK = 57;

/** Known to `hide` of the settings; not a key to sort by. */
export const TRACE_KEY = 'history';

export function traceColumn(history: History): Column {
  return {
    key: TRACE_KEY,
    title: 'HISTORY',
    kind: 'average',
    width: CELLS,
    align: 'left',
    descending: true,
    rank: RANK,
    value: () => null,
    text: (row, cells) => sparkline(recentlyBusiest(history, row, cells * 2), cells),
  };
}

/** At each of the last samples the busiest engine, clients of the row added up; null where none is known. */
function recentlyBusiest(history: History, row: Row, samples: number): (number | null)[] {
  const busiest: (number | null)[] = new Array<number | null>(samples).fill(null);
  for (const engine of row.engines.keys()) {
    const sums: (number | null)[] = new Array<number | null>(samples).fill(null);
    for (const { key } of row.clients) addUp(sums, history.client(key)?.engine(engine)?.recent(samples) ?? []);
    for (const [i, sum] of sums.entries()) {
      if (sum !== null) busiest[i] = Math.max(sum, busiest[i] ?? 0);
    }
  }
  return busiest;
}

/** Adds values to sums, both ending now. */
function addUp(sums: (number | null)[], values: readonly (number | null)[]): void {
  const first = sums.length - values.length;
  for (const [i, value] of values.entries()) {
    if (value !== null) sums[first + i] = (sums[first + i] ?? 0) + value;
  }
}
