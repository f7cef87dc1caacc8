/** What a loop of ticks needs of a format. The loop knows no format, and no format knows the loop. */
import type { Snapshot } from '../ledger/snapshot.js';

export interface Emitter {
  /** Text before the first tick (a CSV header). */
  begin?(): string;
  /** One tick, whole: the output is valid wherever it ends after one. Ends with a newline. */
  tick(snapshot: Snapshot): string;
  /** Text after the last tick. */
  end?(): string;
}
