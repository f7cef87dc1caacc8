/**
 * Work that is done however this process ends: normally, by an exception, by process.exit, by Ctrl-C. Whoever makes something that would
 * outlive it (a folder, a shell in a session of its own) gives the way to take it back.
 *
 * Node runs no exit hook when a signal without a listener kills it, so signals are listened to as well; but only while nobody else does:
 * where the program answers the signal itself, it decides when to leave, and the exit hook does the rest. Nothing is done at SIGKILL.
 */
import type { ChildProcess } from 'node:child_process';

/** What ends a program that does not listen. */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
export type EndingSignal = (typeof ENDING_SIGNALS)[number];

const works = new Set<() => void>();

/** Gives the way to take it off again, which may be called twice. */
export function atEnd(work: () => void): () => void {
  if (works.size === 0) listen();
  works.add(work);
  return () => {
    if (works.delete(work) && works.size === 0) turnDeaf();
  };
}

/**
 * Ends a child when this process ends, and gives the way to end it at once, which may be called often. What the child leaves behind when it
 * ends by itself is ended too.
 *
 * @param leadsGroup it was started `detached`: no Ctrl-C at the terminal reaches it, and its whole group is meant, for `sh -c 'a | b'` hands
 *   no signal on
 */
export function endWithUs(child: ChildProcess, leadsGroup: boolean): () => void {
  let isGone = false;
  const end = (): void => {
    if (child.pid === undefined || !leadsGroup) {
      child.kill('SIGTERM');
      return;
    }
    // The number of a group that is gone may become somebody else's.
    if (isGone) return;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // All of them have ended.
    }
  };
  const withdraw = atEnd(end);
  const gone = (): void => {
    withdraw();
    end();
    isGone = true;
  };
  child.once('exit', gone);
  if (child.pid === undefined) child.once('error', gone);
  return end;
}

function listen(): void {
  process.on('exit', workAll);
  for (const signal of ENDING_SIGNALS) process.on(signal, endBySignal);
}

function turnDeaf(): void {
  process.off('exit', workAll);
  for (const signal of ENDING_SIGNALS) process.off(signal, endBySignal);
}

function workAll(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // The rest is taken back all the same.
    }
  }
  works.clear();
}

/** The listener to signals, for whoever must tell it from those that end the program themselves. */
export function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  workAll();
  turnDeaf();
  process.kill(process.pid, signal);
}
