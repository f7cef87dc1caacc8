/**
 * What V8 compiles in processes of gpu-top's own, which work for some milliseconds in each second. It optimizes what it has run for a while, and
 * for what runs once a second that is no gain for minutes: compiling one function takes as long as ten ticks, and it is compiled again when
 * the first guess was wrong. Two fifths of what the screen's process took in its first minutes was that: docs/decisions/screen-cost.md.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that are compiled into a function that calls it; 920 otherwise. The time to compile grows faster than this does. */
const INLINED_BYTES = 200;

/** Bytes of bytecode that V8 11 runs before it optimizes a function, three times over; 66 KB otherwise. */
const PATIENCE_BYTES = 540_000;

/**
 * Has V8 of Node 20 wait eight times as long: of the first 30 s with 200 clients it saves a sixth of the screen's CPU time and a seventh of the
 * scanner's, and later on it costs nothing [measured]. Later ones compile in a cheap way first, and wait longer by themselves. For a
 * process that has done nothing yet.
 */
export function compilePatiently(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(`--interrupt-budget=${PATIENCE_BYTES}`);
}

/** Has V8 compile less at a time. The limit is read whenever something is compiled; a smaller one costs the code no time that can be measured. */
export function compileLess(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
}
