import type { Io } from './io.js';

/** What a command gets: the world, and where to leave its exit code. */
export interface CommandContext {
  readonly io: Io;
  readonly exit: (code: number) => void;
}
