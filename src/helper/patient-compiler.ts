/**
 * V8 optimizes what it has run for a while. For what runs once a second that is no gain for minutes: compiling one function takes as long as
 * ten ticks, and it is compiled again when the first guess was wrong. V8 11 (Node 20) begins after three times 66 KB of bytecode; later ones
 * compile in a cheap way first, and wait longer by themselves.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 wait eight times as long: of the first 30 s with 200 clients it saves a sixth of the screen's CPU time and a seventh of the scanner's, and
 * later on it costs nothing [measured, Node 20]. For a process of gpu-top's own, before it does anything.
 */
export function compilePatiently(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=540000');
}
