/** One key, from what the user saw to what is seen next: where nothing moved and nobody outside is asked, a line says why. */
import type { Composed } from './compose.js';
import { EMPTY_KEY_CONTEXT } from './state/key-context.js';
import { nothingDone } from './state/nothing-done.js';
import type { Effect, UiState } from './state/state.js';
import { pressKey } from './state/update.js';
import type { KeyPress } from './terminal/terminal.js';

/** @param draw composes a state, of the same snapshot and size as `seen` */
export function press(
  seen: Composed,
  key: KeyPress,
  draw: (state: UiState) => Composed,
): { readonly next: Composed; readonly effect: Effect | null } {
  const { state, effect } = pressKey(seen.state, key, seen.context);
  // Most keys that do nothing leave the very state that is seen.
  const next = state === seen.state ? seen : draw(state);
  // Before the first numbers a key acts on what is not seen yet.
  if (effect !== null || state.message !== null || seen.context === EMPTY_KEY_CONTEXT) return { next, effect };
  const before = seen.state.message === null ? seen : draw({ ...seen.state, message: null });
  if (before.lines.some((line, y) => line !== next.lines[y])) return { next, effect };
  return { next: draw({ ...next.state, message: nothingDone(next.state, key) }), effect };
}
