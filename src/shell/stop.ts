/**
 * One place that listens for the end: SIGINT, SIGTERM, SIGHUP and a reader that closed the pipe.
 *
 * Loops wait on `signal`; whoever asks afterwards gets the exit code a shell expects (128 + signal number).
 */
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

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

export function listenForStop(output: Writable): Stop {
  const controller = new AbortController();
  let code = 0;
  const now = (why = 0): void => {
    if (controller.signal.aborted) return;
    code = why;
    controller.abort();
  };
  const handlers = Object.entries(SIGNAL_CODES).map(([name, value]) => [name, () => now(value)] as const);
  const hear = (): void => {
    for (const [name, handler] of handlers) process.on(name, handler);
  };
  const turnDeaf = (): void => {
    for (const [name, handler] of handlers) process.off(name, handler);
  };
  hear();
  const onError = (error: NodeJS.ErrnoException): void => {
    // `gpu-top | head` is an ordinary way to stop; a full disk behind a redirection is not.
    if (error.code === 'EPIPE') {
      now(0);
      return;
    }
    process.stderr.write(`gpu-top: cannot write the output: ${error.message}\n`);
    now(1);
  };
  output.on('error', onError);
  return {
    signal: controller.signal,
    stopped: () => controller.signal.aborted,
    get code() {
      return code;
    },
    async mortal(work) {
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
    [Symbol.dispose]() {
      turnDeaf();
      // The error listener stays: a late EPIPE must not become an uncaught exception.
    },
  };
}
