/** The table's HISTORY column: how busy a row's busiest engine was in the last samples, as a small sparkline. */
import type { History } from '../../history/history.js';
import type { Column } from '../../view/columns.js';
import { sparkline } from '../../view/graphs.js';
import type { Row } from '../../view/row.js';

const CELLS = 10;
/** After the averages and before UNIT, see `fitColumns`. */
const RANK = 57;

/** Known to `hide` of the settings; not a key to sort by. */
export const TRACE_KEY = 'history';

export function traceColumn(history: History): Column {
  // Written anew for each row.
  const most = new Float64Array(CELLS);
  const sum = new Float64Array(CELLS);
  return {
    key: TRACE_KEY,
    title: 'HISTORY',
    kind: 'average',
    width: CELLS,
    align: 'left',
    descending: true,
    rank: RANK,
    value: () => null,
    text: (row, cells) => {
      recentlyBusiest(history, row, most, sum);
      return sparkline(most, cells);
    },
  };
}

/** At each of the last samples the busiest engine, clients of the row added up; NaN where none is known. */
function recentlyBusiest(history: History, row: Row, most: Float64Array, sum: Float64Array): void {
  most.fill(NaN);
  const [only, ...others] = row.clients.map(({ key }) => history.client(key));
  for (const engine of row.engines.keys()) {
    if (others.length === 0) {
      only?.engine(engine)?.joinRecent(most, 'most');
      continue;
    }
    sum.fill(NaN);
    for (const track of [only, ...others]) track?.engine(engine)?.joinRecent(sum, 'sum');
    for (let i = 0; i < sum.length; i += 1) {
      const value = sum[i] ?? NaN;
      const before = most[i] ?? NaN;
      if (value > before || Number.isNaN(before)) most[i] = value;
    }
  }
}
