/**
 * What becomes of text that cannot be written any more, said once for every command.
 *
 * stderr full or gone: messages are lost, the work and its exit code are not. stdout gone (EPIPE): somebody has read enough, which is
 * an ordinary end. stdout full: an error, told once the command has ended.
 */
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from './io.js';

export interface OutputGuard {
  /** Why text for stdout was lost, as a message; null: it was not, or nobody was there to read it. */
  loss(): string | null;
}

/** Lets no failed write become an uncaught exception, and remembers it: Node's own stdout forgets. */
export function guardOutputs({ stdout, stderr }: Io): OutputGuard {
  let failure: Error | null = null;
  stderr.on('error', () => undefined);
  stdout.on('error', (error) => (failure ??= error));
  return { loss: () => (failure === null || isReaderGone(failure) ? null : `cannot write the output: ${failure.message}`) };
}

/** `gpu-top | head` is an ordinary way to stop; a full disk behind a redirection is not. */
export function isReaderGone(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE';
}

/** Waits until all is passed on or lost, however long the reader takes; or for `patienceMs`. */
export async function passedOn(output: Writable, patienceMs = Infinity): Promise<void> {
  const givenUp = new AbortController();
  const done = new Promise<void>((resolve) => {
    if (output.writableLength === 0 || output.errored) return setImmediate(resolve);
    for (const event of ['drain', 'error', 'close']) output.once(event, () => resolve());
    // What was written last tells its own end also where the queue was too short for a `drain`.
    return output.write('', () => resolve());
  });
  const patience =
    patienceMs === Infinity ? done : sleep(patienceMs, undefined, { signal: givenUp.signal }).catch(() => undefined);
  await Promise.race([done, patience]);
  givenUp.abort();
}
