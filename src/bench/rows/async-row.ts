/**
 * The walk by name as most Node programs would write it: a promise for every file, so many processes at once. Here to be
 * measured beside the synchronous one, not to be used.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import pLimit from 'p-limit';
import { isBelowNodeDirs } from '../../drm/nodes/node-names.js';
import { decimal } from '../../procfs/decimal.js';
import type { Root } from '../../procfs/root.js';
import type { BenchRow, Visited } from './row.js';

export function asyncRow({ proc }: Root, concurrency: number): BenchRow {
  const limit = pLimit(concurrency);
  return {
    key: `async-${concurrency}`,
    label: `name, promises, ${concurrency} at once`,
    slow: true,
    countCalls: () => Promise.resolve(null),
    async walk() {
      const pids = (await readdir(proc)).filter((name) => decimal(name) !== null);
      const visits = await Promise.all(pids.map((pid) => limit(visit, `${proc}/${pid}`)));
      const total = { processes: pids.length, fds: 0, gpuFds: 0 };
      for (const { fds, gpuFds } of visits) {
        total.fds += fds;
        total.gpuFds += gpuFds;
      }
      return total;
    },
  };
}

/** A process or fd that is gone or refused counts for nothing. */
async function visit(dir: string): Promise<Omit<Visited, 'processes'>> {
  const fds = await readdir(`${dir}/fd`).catch(() => []);
  let gpuFds = 0;
  for (const fd of fds) {
    const link = await readlink(`${dir}/fd/${fd}`).catch(() => '');
    if (!isBelowNodeDirs(link)) continue;
    gpuFds += await readFile(`${dir}/fdinfo/${fd}`).then(
      () => 1,
      () => 0,
    );
  }
  return { fds: fds.length, gpuFds };
}
