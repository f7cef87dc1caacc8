/** From options to a format. */
import type { Emitter } from '../output/emitter.js';
import { canDrawUnicode, columnsOf, type Io, wantsColour } from '../shell/io.js';
import type { TopFlags } from '../options/output-options.js';
import { viewOptions } from '../options/view-options.js';

/** Where there is no terminal to ask. */
const DEFAULT_WIDTH = 80;

/**
 * JSON and CSV list idle clients always: they are read by programs, which can leave out for themselves, and to which
 * a client that is missing and one that is idle must not look the same.
 */
export async function chooseEmitter(flags: TopFlags, io: Io): Promise<Emitter> {
  const view = viewOptions(flags);
  if (flags.json) {
    const { jsonEmitter } = await import('../output/json.js');
    return jsonEmitter({ ...view, all: true });
  }
  if (flags.csv) {
    const { csvEmitter } = await import('../output/csv.js');
    return csvEmitter({ ...view, all: true });
  }
  const { tableEmitter } = await import('../output/table.js');
  return tableEmitter({
    view,
    width: () => columnsOf(io.stdout) ?? (Number(io.env['COLUMNS']) || DEFAULT_WIDTH),
    colour: wantsColour(io),
    ascii: flags.ascii ?? !canDrawUnicode(io.env),
  });
}
