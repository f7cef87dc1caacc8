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
  const engines = [...row.engines.keys()].map((engine) => {
    const clients = row.clients.map(({ key }) => history.client(key)?.engine(engine)?.recent(samples) ?? []);
    return joined(clients, (a, b) => a + b);
  });
  return joined(engines, Math.max);
}

/** Pasts of different lengths, all ending now, as one; where one of two is unknown the other counts. Changes the longest. */
function joined(pasts: readonly (number | null)[][], join: (a: number, b: number) => number): (number | null)[] {
  const into = pasts.reduce<(number | null)[]>((longest, past) => (past.length > longest.length ? past : longest), []);
  for (const past of pasts) {
    if (past === into) continue;
    const first = into.length - past.length;
    for (let i = 0; i < past.length; i += 1) {
      const value = past[i] ?? null;
      const other = into[first + i] ?? null;
      if (value !== null) into[first + i] = other === null ? value : join(other, value);
    }
  }
  return into;
}
