/** One frame, from data to finished lines, as a pure step: what the app draws and the tests of every size look at. */
import type { Snapshot } from '../ledger/snapshot.js';
import { toAscii } from '../view/text/ascii.js';
import { drawFrame, keyAt, pageHeight, pageLines } from './frame.js';
import { noteLine, type SelfCost } from './panels/status.js';
import { titleLine } from './panels/title.js';
import { EMPTY_KEY_CONTEXT, type KeyContext } from './state/key-context.js';
import type { Size, Stage } from './stage.js';
import type { UiState } from './state/state.js';
import { themeFor } from './theme/theme.js';
import { settlePage, settleTable } from './state/update-move.js';

export interface Composed {
  /** One line per row of the terminal, each exactly as wide as the terminal. */
  readonly lines: readonly string[];
  /** The state with scroll positions that fit what is shown. */
  readonly state: UiState;
  /** What the next key is judged by. */
  readonly context: KeyContext;
}

export function compose(stage: Stage, snapshot: Snapshot | null, before: UiState, size: Size, self: SelfCost | null): Composed {
  const theme = themeFor(before);
  const finish = (lines: readonly string[]): readonly string[] => (before.ascii ? lines.map(toAscii) : lines);
  if (snapshot === null) {
    const blank = ' '.repeat(size.width);
    const lines = Array.from({ length: size.height }, (_, y) => (y === 0 ? titleLine(theme, null, before, size.width) : blank));
    const note = before.message ?? self?.late ?? null;
    if (note !== null && size.height > 1) lines[size.height - 1] = noteLine(theme, note, size.width);
    return { lines: finish(lines), state: before, context: EMPTY_KEY_CONTEXT };
  }
  const prepared = stage.prepare(snapshot, before, size);
  let state = settleTable(before, prepared.context);
  const page = pageLines(prepared, state, theme);
  if (page !== null) state = settlePage(state, page.length, pageHeight(prepared));
  const hit: KeyContext['hit'] = (x, y) => {
    const name = keyAt(prepared, state, page, x, y);
    return name === null ? prepared.context.hit(x, y) : { kind: 'key', name };
  };
  const tableRows = page === null ? prepared.context.tableRows : pageHeight(prepared);
  return {
    lines: finish(drawFrame(prepared, state, page, theme, self)),
    state,
    context: { ...prepared.context, tableRows, hit },
  };
}
