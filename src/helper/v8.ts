/**
 * What V8 does in processes of gpu-top's own, which work for some milliseconds in each second. It guesses by programs that work all the time,
 * and is wrong here: docs/decisions/screen-cost.md.
 */
import { setFlagsFromString } from 'node:v8';

/** The newest V8 that knows these flags: Node 26's. One that does not says so on stderr, in the middle of the screen. */
const NEWEST = 14;

/** Bytes of bytecode that are compiled into a function that calls it; 920 otherwise. The time to compile grows faster than this does. */
const INLINED_BYTES = 500;

/** Bytes of bytecode that V8 11 runs before it optimizes a function, three times over; 66 KB otherwise. */
const PATIENCE_BYTES = 135_000;

/** For a process that has done nothing yet and will work once a second. */
export function workBySeconds(): void {
  // V8 of Node 20 optimizes what it has run for a while, which takes as long as ten ticks for one function, and again when the first guess was
  // wrong. To wait twice as long costs less CPU in the first 150 s of a screen with 200 clients, and frames of the first seconds take hardly longer;
  // with three times as long it costs a little less still, but those frames take a tenth longer [measured]. Later ones compile in a cheap way first,
  // and wait longer by themselves.
  if (v8Version() === 11) tell(`--interrupt-budget=${PATIENCE_BYTES}`);
  // A collection that comes right after a tick finds most of what the tick made alive, and V8 takes it for made to last: it goes to the old
  // space from then on, where it stays with all that it refers to until the whole heap is looked through, every 13 s. Whether that happens is
  // chance; where it does, the screen takes half as much again for good [measured, Node 20, 200 clients].
  tell('--no-allocation-site-pretenuring');
}

/** Has V8 compile less at a time. The limit is read whenever something is compiled; with half of this one the code is slower, by a twelfth. */
export function compileLess(): void {
  tell(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
}

function tell(flag: string): void {
  if (v8Version() <= NEWEST) setFlagsFromString(flag);
}

function v8Version(): number {
  return Number.parseInt(process.versions.v8, 10);
}
