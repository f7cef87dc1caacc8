/** How the process itself ends: what Node would do otherwise, in three places, is not what a user of a terminal is used to. */
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { ENDING_SIGNALS, endBySignal, type EndingSignal } from '../helper/at-end.js';
import type { Io } from '../shell/io.js';
import { passedOn } from '../shell/outputs.js';
import { endingSignal, exitCodeOf } from '../shell/stop.js';

/** A reader that is merely slow gets the last line whole; one that has stopped does not keep a signal waiting. */
const PATIENCE_MS = 200;

/** To be called once, before anything else is done. */
export function prepareToLeave(): void {
  if (process.pid === 1) for (const signal of ENDING_SIGNALS) process.on(signal, endFirstProcess);
  forgetLostTerminals([0, 1, 2].filter((fd) => isatty(fd)));
}

/** Ends this process with an exit code, or by SIGHUP where its terminal has gone, as everybody does. */
export async function leave(code: number, { stdout }: Io): Promise<void> {
  process.exitCode = code;
  const signal = endingSignal();
  if (signal === null) return;
  await passedOn(stdout, PATIENCE_MS);
  // Last of all exit hooks: the others have work to do that a signal would cut off.
  if (signal === 'SIGHUP') process.on('exit', dieOfHangUp);
  process.exit(code);
}

/** The kernel ends process 1 by no signal that it has no handler for: `docker stop` would wait in vain. */
function endFirstProcess(signal: EndingSignal): void {
  const isHeard = process.listeners(signal).some((listener) => listener !== endFirstProcess && listener !== endBySignal);
  if (!isHeard) process.exit(exitCodeOf(signal));
}

/** Node sets every terminal it began with as it was, and takes one that has gone for a fault of its own: SIGABRT, and a core dump. */
function forgetLostTerminals(fds: readonly number[]): void {
  process.on('exit', () => {
    for (const fd of fds) if (!isatty(fd)) closeSync(fd);
  });
}

function dieOfHangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
