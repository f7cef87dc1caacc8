/**
 * What V8 compiles while the screen is open. A screen works for some milliseconds in each second, so by V8's own measure hardly any of its
 * code is worth the best compiler, and what that takes for the rest is saved again only after many minutes. Two limits, both read
 * whenever something is compiled, halve it: docs/decisions/screen-cost.md has the figures.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that are compiled into a function that calls it; 920 otherwise. The time to compile grows faster than this does. */
const INLINED_BYTES = 200;
/** Bytes of bytecode that a function runs through until it is looked at again; 67,584 otherwise. */
const BUDGET_BYTES = 135_000;
/** From this version on V8 (Node.js 22) counts calls in place of bytes, and says so on stderr to who sets the other. */
const COUNTS_CALLS = 12;

/** Makes V8 compile less in this process, from now on. */
export function compileLess(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
  if (Number.parseInt(process.versions.v8, 10) < COUNTS_CALLS) setFlagsFromString(`--interrupt-budget=${BUDGET_BYTES}`);
}
