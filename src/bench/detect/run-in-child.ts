/** Runs a strategy's walk in a process of its own, and says where it stopped when it does not come back. */
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import { forkHelper } from '../../helper/fork-helper.js';
import { type WalkAnswer, type WalkOrder, WATCH_FD } from './walk-answer.js';

const CHILD = fileURLToPath(new URL('./walk-child.js', import.meta.url));

export type Outcome =
  | { readonly kind: 'done'; readonly answer: WalkAnswer }
  /** It did not answer in time. `at` is the last fd it was about to look at, where that was watched. */
  | { readonly kind: 'hung'; readonly at: string | null; readonly pid: number }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * @param timeoutMs how long to wait; afterwards the child is killed, and left behind where even that is not heard
 */
export async function runInChild(order: WalkOrder, timeoutMs: number): Promise<Outcome> {
  const child = forkHelper(CHILD, order, ['ignore', 'ignore', 'pipe', 'ipc', 'pipe']);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  let at: string | null = null;
  (child.stdio[WATCH_FD] as Readable).on('data', (chunk: Buffer) => (at = lastLine(chunk.toString()) ?? at));
  try {
    return await new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'hung', at, pid: child.pid ?? 0 }), timeoutMs);
      const end = (outcome: Outcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      child.once('message', (answer) => end({ kind: 'done', answer: answer as WalkAnswer }));
      child.once('error', (error) => end({ kind: 'failed', message: error.message }));
      child.once('exit', (code, signal) =>
        end({ kind: 'failed', message: complaint.trim() || `the walk ended with ${code ?? signal ?? 'nothing'}` }),
      );
    });
  } finally {
    child.kill('SIGKILL');
    // A child in uninterruptible sleep stays; it must not keep this process alive.
    for (const stream of child.stdio) (stream as Readable | null)?.destroy();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** The last whole line of a chunk. */
function lastLine(text: string): string | null {
  return text.trimEnd().split('\n').at(-1) ?? null;
}
