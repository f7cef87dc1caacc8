/**
 * The outside world as one record, handed to every command: streams, environment, and what the terminal can do.
 * Tests pass their own; nothing below `cli` touches `process` for any of these.
 */
import type { Readable, Writable } from 'node:stream';

export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Input extends Readable {
  readonly isTTY?: boolean;
}

export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function processIo(): Io {
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env };
}

/** True when the locale says UTF-8 and the terminal can draw it. The Linux console has too few glyphs. */
export function canDrawUnicode(env: Io['env']): boolean {
  // POSIX: the first of these that is set and not empty decides.
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '') ?? '';
  return /utf-?8/i.test(locale) && env['TERM'] !== 'linux';
}

/** Colour on this stream? https://no-color.org: set and not empty means no; a pipe or a dumb or unknown terminal means no. */
export function wantsColour({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && !env['NO_COLOR'] && !isDumb(env);
}

/** A terminal that can do no more than print: dumb by name, or nobody says what it is. */
function isDumb({ TERM: term = '' }: Io['env']): boolean {
  return term === '' || term === 'dumb';
}

/** Cells in a line of this terminal. Null: no terminal, or one that says 0 (a serial line, a container that was given no size). */
export function columnsOf({ columns = 0 }: Output): number | null {
  return columns > 0 ? columns : null;
}

/** Why there can be no full screen here, or null when there can. */
export function whyNoScreen(io: Io): string | null {
  if (io.stdout.isTTY !== true) return 'stdout is not a terminal';
  if (io.stdin.isTTY !== true) return 'stdin is not a terminal, so no key could be read';
  if (isDumb(io.env)) return `TERM is ${io.env['TERM'] ? `"${io.env['TERM']}"` : 'not set'}, a terminal without cursor movement`;
  return null;
}
