/** A process in D state that nothing but its child can wake: it called vfork(2), and the child neither execs nor ends. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempRoot, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { skipped } from './tools.js';

const SOURCE = '#include <unistd.h>\nint main(void) { if (vfork() == 0) for (;;) pause(); return 0; }\n';

/** Why there can be none, or null. */
export function whyNoVforkParent(): string | null {
  return skipped('cc', spawnSync('cc', ['--version']).error === undefined ? null : 'no C compiler (cc)');
}

/** Starts one; it is ended at dispose. */
export async function startVforkParent(): Promise<{ readonly pid: number; state(): string } & AsyncDisposable> {
  const folder = makeTempRoot('vfork');
  const program = join(folder, 'vfork-parent');
  execFileSync('cc', ['-w', '-x', 'c', '-o', program, '-'], { input: SOURCE });
  const parent = spawn(program, { stdio: 'ignore' });
  await once(parent, 'spawn');
  const pid = parent.pid ?? 0;
  return {
    pid,
    state: () => /^State:\t(.)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '',
    async [Symbol.asyncDispose]() {
      const ended = once(parent, 'exit');
      const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
      if (child !== '') process.kill(Number(child), 'SIGKILL');
      await ended;
      removeTempRoot(folder);
    },
  };
}
