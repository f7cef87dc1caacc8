/**
 * One place that listens for the end: the signals that ask for it, and an output that cannot be written any more.
 *
 * Loops wait on `signal`; whoever asks afterwards gets the exit code a shell expects (128 + signal number).
 */
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { ENDING_SIGNALS, type EndingSignal } from '../helper/at-end.js';
import type { Output } from './io.js';
import { isReaderGone } from './outputs.js';

/** What a shell calls the end by a signal. */
export function exitCodeOf(signal: EndingSignal): number {
  return 128 + constants.signals[signal];
}

let cause: EndingSignal | null = null;

/** The signal that ended what this process did; null: none did. */
export function endingSignal(): EndingSignal | null {
  return cause;
}

export interface Stop extends Disposable {
  readonly signal: AbortSignal;
  /** Asked between two steps of a loop. */
  stopped(): boolean;
  /** The exit code: 0 until a signal came, and for a closed pipe. */
  readonly code: number;
  /**
   * Does `work` while signals have their own effect, which is death: a system call that waits for a driver holds up this
   * process's handlers too, and Ctrl-C must end it all the same. For work that may be cut short anywhere.
   */
  mortal<T>(work: () => Promise<T>): Promise<T>;
  /** Ends it from inside: q was pressed, the last tick was printed. */
  now(code?: number): void;
  /** The terminal went away, whether or not somebody sends the SIGHUP for it. */
  hangUp(): void;
}

/** What `work` gives, or null when the end comes first; the work is then left to itself. */
export async function orStopped<T>(work: Promise<T>, { signal }: Stop): Promise<T | null> {
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

/** @param onHangUp what SIGHUP asks of a service, in place of its end */
export function listenForStop(output: Output, onHangUp?: () => void): Stop {
  const controller = new AbortController();
  let code = 0;
  const now = (why = 0): void => {
    if (controller.signal.aborted) return;
    code = why;
    controller.abort();
  };
  const onSignal = (signal: EndingSignal): void => {
    if (signal === 'SIGHUP' && onHangUp !== undefined) {
      onHangUp();
      return;
    }
    if (!controller.signal.aborted) cause = signal;
    now(exitCodeOf(signal));
  };
  const hear = (): void => {
    for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  };
  const turnDeaf = (): void => {
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  };
  hear();
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && output.isTTY) onSignal('SIGHUP');
    else now(isReaderGone(error) ? 0 : 1);
  });
  return {
    signal: controller.signal,
    stopped: () => controller.signal.aborted,
    get code() {
      return code;
    },
    async mortal(work) {
      // A signal without a handler is lost on process 1.
      if (process.pid === 1) return work();
      // A signal that came just now is answered first; with its handler gone it would be lost.
      await setImmediate();
      turnDeaf();
      try {
        return await work();
      } finally {
        hear();
      }
    },
    now,
    hangUp: () => onSignal('SIGHUP'),
    [Symbol.dispose]: turnDeaf,
  };
}
