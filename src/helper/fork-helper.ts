/** Starts one of gpu-top's own modules as a process that listens to nobody but its parent. */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';

/** Node 22.14 and 23.7 can leave SIGUSR1 alone from the start; before, `debugger-door.ts` does so from the first line on. */
const DEAF = '--disable-sigusr1';

/** @param order the module's one argument */
export function forkHelper(
  module: string,
  order: object,
  stdio: NonNullable<ForkOptions['stdio']>,
  detached = false,
): ChildProcess {
  const { NODE_OPTIONS: options = '', ...env } = process.env;
  return fork(module, [JSON.stringify(order)], {
    ...{ serialization: 'advanced', detached, stdio },
    execArgv: process.allowedNodeEnvironmentFlags.has(DEAF) ? [DEAF] : [],
    // A debugger of this process is no debugger of its helpers.
    env: { ...env, NODE_OPTIONS: options.replaceAll(/--inspect\S*/g, '') },
  });
}
