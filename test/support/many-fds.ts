/** A process with very many open fds. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

const WANTED = 100_000;
/** Node's own, and a few to spare. */
const SPARE = 100;

/** 100,000; fewer where the hard limit of open files is lower and may not be raised. */
export function mostFds(): number {
  try {
    execFileSync('sh', ['-c', `ulimit -n ${WANTED + SPARE}`], { stdio: 'ignore' });
    return WANTED;
  } catch {
    const limit = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
    return Math.min(WANTED, Number(limit) - SPARE);
  }
}

const HOLD = `
  const { openSync } = require('fs');
  for (let i = 0; i < Number(process.argv[1]); i++) openSync('/dev/null');
  console.log('held');
  setInterval(() => {}, 1e9);`;

/** Starts it with at most `mostFds`; it is ended at dispose. */
export async function holdFds(count: number): Promise<{ readonly pid: number } & AsyncDisposable> {
  const limited = `ulimit -n ${count + SPARE} && exec "$0" "$@"`;
  const child = spawn('sh', ['-c', limited, process.execPath, '-e', HOLD, String(count)], {
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
