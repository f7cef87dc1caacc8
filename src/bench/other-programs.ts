/** What a run of `top` costs here, since the thread asked to compare: the whole program, its start included. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { OtherProgram } from './report.js';

const run = promisify(execFile);

/** Walks /proc once and leaves. htop has no such mode: it needs a terminal. */
const COMMAND = 'top -b -n 1';

/** The shell's `times` counts hundredths of a second, so many runs are taken together. */
const RUNS = 20;
const SCRIPT = `i=0; while [ $i -lt ${RUNS} ]; do ${COMMAND} >/dev/null 2>&1 || exit 1; i=$((i + 1)); done; times`;

/** Empty where `top` is not installed or does not run. */
export async function measureOtherPrograms(): Promise<OtherProgram[]> {
  try {
    const { stdout } = await run('sh', ['-c', SCRIPT], { env: { ...process.env, TERM: 'dumb' } });
    // The second line is user and system time of the children: `0m0.030000s 0m0.020000s`.
    const children = stdout.trim().split('\n').at(-1) ?? '';
    const [user, system] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
      ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
    );
    return user === undefined || system === undefined ? [] : [{ command: COMMAND, cpuNs: ((user + system) * 1e9) / RUNS }];
  } catch {
    return [];
  }
}
