/**
 * One place that listens for the end: SIGINT, SIGTERM, SIGHUP and a reader that closed the pipe.
 *
 * Loops wait on `signal`; whoever asks afterwards gets the exit code a shell expects (128 + signal number).
 */
import type { Writable } from 'node:stream';

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface Stop extends Disposable {
  readonly signal: AbortSignal;
  /** Asked between two steps of a loop. */
  stopped(): boolean;
  /** The exit code: 0 until a signal came, and for a closed pipe. */
  readonly code: number;
  /** Ends it from inside: q was pressed, the last tick was printed. */
  now(code?: number): void;
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
  for (const [name, handler] of handlers) process.on(name, handler);
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
    now,
    [Symbol.dispose]() {
      for (const [name, handler] of handlers) process.off(name, handler);
      // The error listener stays: a late EPIPE must not become an uncaught exception.
    },
  };
}
