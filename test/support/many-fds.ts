/** A process with very many open fds. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

const MOST = 110_000;

/** Why no process here may open so many, or null when one may. */
export function whyNoManyFds(): string | null {
  try {
    execFileSync('sh', ['-c', `ulimit -n ${MOST}`], { stdio: 'ignore' });
    return null;
  } catch {
    return `the limit of open files cannot be raised to ${MOST}`;
  }
}

const HOLD = `
  const { openSync } = require('fs');
  for (let i = 0; i < Number(process.argv[1]); i++) openSync('/dev/null');
  console.log('held');
  setInterval(() => {}, 1e9);`;

/** Starts it; it is ended at dispose. */
export async function holdFds(count: number): Promise<{ readonly pid: number } & AsyncDisposable> {
  const child = spawn('sh', ['-c', `ulimit -n ${MOST} && exec "$0" "$@"`, process.execPath, '-e', HOLD, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
