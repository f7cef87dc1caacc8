/** Starts one of gpu-top's own modules as a process that listens to nobody but its parent. */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { basename } from 'node:path';

/** Node 22.14 and 23.7 can leave SIGUSR1 alone from the start; before, `debugger-door.ts` does so from the first line on. */
const DEAF = '--disable-sigusr1';

/**
 * glibc keeps heaps for each of Node's ten threads, and what they free stays there: 5 to 11 MiB of a scanner [measured, Node 20]. A helper works in
 * one thread, and one heap will do. A setting of the user's stands.
 */
const ONE_HEAP = { MALLOC_ARENA_MAX: '1' };

let single: string | null = null;

/** From now on helpers are started from `file`, which holds all modules and is given the name of the wanted one after the order. */
export function startHelpersFrom(file: string): void {
  single = file;
}

/**
 * @param order the module's one argument
 * @param flags of V8
 */
export function forkHelper(
  module: string,
  order: object,
  stdio: NonNullable<ForkOptions['stdio']>,
  detached = false,
  flags: readonly string[] = [],
): ChildProcess {
  const { NODE_OPTIONS: options = '', ...env } = process.env;
  const text = JSON.stringify(order);
  return fork(single ?? module, single === null ? [text] : [text, basename(module)], {
    ...{ serialization: 'advanced', detached, stdio },
    execArgv: [...flags, ...(process.allowedNodeEnvironmentFlags.has(DEAF) ? [DEAF] : [])],
    // A debugger of this process is no debugger of its helpers.
    env: { ...ONE_HEAP, ...env, NODE_OPTIONS: options.replaceAll(/--inspect\S*/g, '') },
  });
}
