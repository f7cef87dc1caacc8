/** From options to a format at work. */
import { averagesOf, createHistory } from '../history/history.js';
import type { TopFlags } from '../options/output-options.js';
import { viewOptions } from '../options/view-options.js';
import { type AnyEmitter, formatOf, type Paper } from '../output/format.js';
import { canDrawUnicode, columnsOf, type Io, wantsColour } from '../shell/io.js';
import { asksAverages } from '../view/filter/filter.js';

/** Where there is no terminal to ask. */
const DEFAULT_WIDTH = 80;

/** What is printed on. */
export function paperOf({ ascii }: TopFlags, io: Io): Paper {
  return {
    width: () => columnsOf(io.stdout) ?? (Number(io.env['COLUMNS']) || DEFAULT_WIDTH),
    colour: wantsColour(io),
    ascii: ascii ?? !canDrawUnicode(io.env),
  };
}

export async function chooseEmitter(flags: TopFlags, io: Io): Promise<AnyEmitter> {
  const format = formatOf(flags);
  const view = viewOptions(flags);
  const write = await format.load();
  const history = asksAverages(view) ? createHistory() : null;
  const emitter = write(
    { ...view, all: view.all || format.listsIdle, ...(history === null ? {} : { averages: averagesOf(history) }) },
    paperOf(flags, io),
  );
  if (history === null) return emitter;
  return {
    begin: () => emitter.begin?.() ?? '',
    tick(snapshot) {
      history.add(snapshot);
      return emitter.tick(snapshot);
    },
  };
}
