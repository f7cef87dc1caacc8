/** Says on the screen what a late sweep waits for, for as long as it waits. */
import type { Source, Waiting } from '../sources/source.js';
import type { App } from '../tui/app.js';
import { printable } from '../view/text/printable.js';

const LOOK_EVERY_MS = 500;

/** @returns what `sweep` gives; the note is taken away then. */
export async function withLateNote<T>(app: Pick<App, 'late'>, source: Source, sweep: Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    const waiting = source.waitingFor?.() ?? null;
    if (waiting !== null) app.late(lateText(waiting));
  }, LOOK_EVERY_MS);
  try {
    return await sweep;
  } finally {
    clearInterval(timer);
    app.late(null);
  }
}

/** One printable line: how long so far, and for which read. */
export function lateText({ sinceMs, working, path }: Waiting): string {
  const seconds = `${Math.floor(sinceMs / 1000)} s`;
  if (working) return `this sweep has taken ${seconds} so far: there is very much to read`;
  return path === null
    ? `waiting ${seconds} for a read; which one, the kernel does not tell`
    : `waiting ${seconds} for ${printable(path)}`;
}
