/** The table's HISTORY column: how busy a row's busiest engine was in the last minute, as a small sparkline. */
import type { History } from '../../history/history.js';
import type { Column } from '../../view/columns/columns.js';
import { sparkline } from '../../view/text/graphs.js';
import { busiestOf } from './history-series.js';

const CELLS = 10;
const SECONDS = 60;
/** After the engines and before USER, see `fitColumns`. */
const RANK = 16;

/** Known to `hide` of the settings; not a key to sort by. */
export const TRACE_KEY = 'history';

/** A cell is six seconds wide: drawn anew at every tick it would look the same, and cost six times as much. */
const KEPT_NS = 2_000_000_000n;
/** Not all rows in one frame. */
const STAGGER_NS = 500_000_000n;
const STAGGERED = 4n;
const MOST_KEPT = 1000;

interface Drawn {
  readonly line: string;
  readonly atNs: bigint;
  readonly untilNs: bigint;
  readonly clients: number;
}

export function traceColumn(history: History): Column {
  const kept = new Map<string, Drawn>();
  let turn = 0n;
  return {
    key: TRACE_KEY,
    title: `LAST ${SECONDS} s`,
    kind: 'average',
    width: CELLS,
    least: CELLS - 1,
    align: 'left',
    descending: true,
    rank: RANK,
    value: () => null,
    text: (row, cells) => {
      const atNs = row.clients[0]?.reading.atNs ?? 0n;
      const drawn = kept.get(row.key);
      if (drawn !== undefined && atNs >= drawn.atNs && atNs < drawn.untilNs && drawn.clients === row.clients.length) {
        return drawn.line.slice(-cells);
      }
      const line = sparkline(busiestOf(history, row, SECONDS, CELLS), CELLS);
      if (kept.size >= MOST_KEPT) kept.clear();
      turn = (turn + 1n) % STAGGERED;
      kept.set(row.key, {
        line,
        atNs,
        untilNs: line.trim() === '' ? atNs : atNs + KEPT_NS + turn * STAGGER_NS,
        clients: row.clients.length,
      });
      return line.slice(-cells);
    },
  };
}
