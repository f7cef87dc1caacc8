/**
 * `--csv`: one line for each thing measured, with columns that hold for the whole run.
 *
 * Which engines and regions exist is known only as clients come and go, so a column for each would need a new header in
 * the middle of a run. Instead the engine's name is a value: a spreadsheet's pivot table, or
 *
 *     df[df.scope.eq('client') & df.kind.eq('engine')].pivot_table('busy_ratio', 't_wall', ['pid', 'name'])
 *
 * turns it into columns. `scope` says what a line is about: device, client (or the grouping of --by), or silent
 * for DRM fds without statistics. `kind` says which of the columns are filled: `facts` (one line of each thing, so
 * nothing is missing), `engine`, `memory`. Units stand in the column names as in JSON; unknown is an empty cell.
 *
 * Text that another process wrote is one harmless line, and no cell of it can be a formula: where it begins like one, an
 * apostrophe stands in front, which spreadsheets take for "this is text". Numbers are never touched.
 */
import { stringify } from 'csv-stringify/sync';
import type { Snapshot } from '../ledger/snapshot.js';
import { parseFilter } from '../view/filter/filter.js';
import type { ViewOptions } from '../view/row/row.js';
import { buildRows } from '../view/rows.js';
import { checkView } from './check-view.js';
import { CSV_COLUMNS, type CsvLine, csvText, deviceLines, rowLines } from './csv-lines.js';
import type { Emitter } from './format.js';

/** @throws UsageError at once for a bad filter; the first tick throws it for an unknown sort key or device */
export function csvEmitter(options: ViewOptions): Emitter {
  const filter = parseFilter(options.filter);
  let first = true;
  return {
    begin: () => stringify([CSV_COLUMNS]),
    tick(snapshot) {
      if (first) checkView(snapshot, options);
      first = false;
      const lines = [...snapshot.devices.flatMap(deviceLines), ...buildRows(snapshot, options, filter).flatMap(rowLines)];
      const tick = tickCells(snapshot);
      return stringify(lines.map((line) => toCells(line, tick)));
    },
  };
}

function toCells(line: CsvLine, tick: CsvLine): string[] {
  return CSV_COLUMNS.map((column) => cellText(line[column] ?? tick[column] ?? ''));
}

/** Numbers are plain decimals: one small ratio with an exponent among them makes a column text to some readers. */
function cellText(value: string | number): string {
  const text = String(value);
  return typeof value === 'number' && text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

function tickCells(snapshot: Snapshot): CsvLine {
  return {
    t_wall: new Date(snapshot.wallMs).toISOString(),
    t_mono_ns: snapshot.atNs.toString(),
    interval_ns: snapshot.intervalNs,
    host: csvText(snapshot.host),
  };
}
