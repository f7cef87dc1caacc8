/**
 * What V8 compiles while the screen is open. A screen works for some milliseconds in each second, so hardly any of its code is worth all
 * that V8's best compiler does with it: two fifths of what the screen's process took in its first minutes was that. The limit is read
 * whenever something is compiled, and a smaller one costs the code no time that can be measured: docs/decisions/screen-cost.md.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that are compiled into a function that calls it; 920 otherwise. The time to compile grows faster than this does. */
const INLINED_BYTES = 200;

/** Makes V8 compile less in this process, from now on. */
export function compileLess(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
}
