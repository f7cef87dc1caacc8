/**
 * The filter language of `--filter` and of `/` on the screen.
 *
 *     blender            text in comm, command line, user, unit, client or device name, or this very pid
 *     user:root          a field: user dev driver host pid client (the whole text), unit comm command name (a part of it); or user=root
 *     slurm_job=42       what the unit is made of: kind, pod_uid, container_id, machine, app_id, service, slurm_job ... (docs/units.md)
 *     gfx>5  vram>=1G    an engine in percent, a memory region in bytes with K, M, G, T (1024); > >= < <= =
 *     decode>5  memory>1G  a class of engines: 3d compute decode encode video copy npu; all regions; vram is all memory on the card
 *     busiest>5          the busiest engine; also avg10, avg60, cpu (percent), mem (bytes), time (90s, 5m, 1:02:11), holders, pid
 *     region:cpu>1M      engine: or region: in front where one name has two meanings
 *     idle  !idle        rows at 0 on every engine; `!` turns any term round
 *     user:root|anna     one of several; the name need not be said again; also firefox|obs, gfx>5|decode>5
 *     comm:"a b"         quotes keep spaces, and make text of anything
 *
 * Spaces around a sign do not matter. A word with a sign that is no comparison is an error; quoted, it is text.
 *
 * All terms must hold. Upper and lower case are the same. Unknown values match no comparison: `gfx<5` does not find a client
 * seen for the first time, and `!gfx>5` does.
 */
import { UsageError } from '../../errors/usage-error.js';
import type { Averages } from '../columns/column.js';
import { parseTerm, type Term } from './filter-terms.js';
import { tokenise, type Token } from './filter-tokens.js';
import { averageSeconds } from '../columns/measure-columns.js';
import type { Row, ViewOptions } from '../row/row.js';

export interface Filter {
  readonly text: string;
  /** Each as typed; all must hold. */
  readonly terms: readonly (Pick<Term, 'field'> & Pick<Token, 'typed' | 'negated'>)[];
  readonly matches: (row: Row, averages?: Averages) => boolean;
  /** It speaks of `idle` itself, so idle rows must not be left out before it is asked. */
  readonly mentionsIdle: boolean;
  /** Engines and regions that it compares: a message about an empty table can tell which exist nowhere. */
  readonly measures: readonly string[];
  /** It compares `avg10` or `avg60`, which somebody must keep. */
  readonly asksAverages: boolean;
}

/**
 * The filter behind a text; the empty text matches every row.
 *
 * @throws UsageError naming the term, its position and what would be right
 */
export function parseFilter(text: string): Filter {
  const terms = tokenise(text).map((token) => ({ ...parseTerm(token), negated: token.negated, typed: token.typed }));
  return {
    text,
    terms,
    matches: (row, averages) => terms.every((term) => term.matches(row, averages) !== term.negated),
    mentionsIdle: terms.some((term) => term.asksIdle),
    measures: terms.flatMap((term) => term.measures),
    asksAverages: terms.some((term) => term.asksAverages),
  };
}

/** Whether options need a history: their order or their filter is by an average. */
export function asksAverages({ sort, filter }: Pick<ViewOptions, 'sort' | 'filter'>): boolean {
  return (sort !== null && averageSeconds(sort) !== null) || parseFilter(filter).asksAverages;
}

/** `parseFilter` for text that is still being typed: keep the last valid filter while there is a problem. */
export function tryParseFilter(
  text: string,
): { readonly filter: Filter; readonly problem: null } | { readonly filter: null; readonly problem: string } {
  try {
    return { filter: parseFilter(text), problem: null };
  } catch (error) {
    if (error instanceof UsageError) return { filter: null, problem: error.message };
    throw error;
  }
}
