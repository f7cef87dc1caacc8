/**
 * What reading GPU clients would have cost had either proposal of the thread been merged. Only trees have these files; on
 * procfs the numbers would differ, but not how they grow.
 */
import { Failure } from '../../procfs/files.js';
import { listPids, Proc } from '../../procfs/proc.js';
import type { Root } from '../../procfs/root.js';
import { countingFiles, systemCalls } from '../counting-files.js';
import type { BenchRow, MissingRow, Visited } from './row.js';

type Walk = (root: Root) => Visited;

/** `/proc/PID/gpu`: one file for each process that has clients. */
const readProcGpu: Walk = (root) => {
  const pids = listPids(root);
  let gpuFds = 0;
  for (const pid of pids instanceof Failure ? [] : pids) {
    const text = new Proc(root, pid).read('gpu');
    if (!(text instanceof Failure)) gpuFds += text.split('\n\n').length;
  }
  return { processes: pids instanceof Failure ? 0 : pids.length, fds: 0, gpuFds };
};

/** `/sys/class/drm/cardN/clients/ID/{name,pid,busy/N}`: no process is looked at. */
const readSysfsClients: Walk = ({ sys, files }) => {
  const listed = (path: string): string[] => {
    const names = files.list(path);
    return names instanceof Failure ? [] : names;
  };
  let gpuFds = 0;
  for (const card of listed(`${sys}/class/drm`).filter((name) => /^card\d+$/.test(name))) {
    for (const id of listed(`${sys}/class/drm/${card}/clients`)) {
      const client = `${sys}/class/drm/${card}/clients/${id}`;
      files.read(`${client}/name`);
      files.read(`${client}/pid`);
      for (const engineClass of listed(`${client}/busy`)) files.read(`${client}/busy/${engineClass}`);
      gpuFds++;
    }
  }
  return { processes: 0, fds: 0, gpuFds };
};

const PROPOSALS = [
  { key: 'procgpu', label: '/proc/PID/gpu (never merged)', walk: readProcGpu },
  { key: 'sysfs', label: '/sys clients (never merged)', walk: readSysfsClients },
] as const;

export function proposalRows(root: Root): (BenchRow | MissingRow)[] {
  return PROPOSALS.map(({ key, label, walk }) => {
    if (walk(root).gpuFds === 0) return { key, label, why: 'no kernel has it; only trees made by the benchmark do' };
    return {
      key,
      label,
      slow: false,
      walk: () => Promise.resolve(walk(root)),
      countCalls() {
        const { files, counts } = countingFiles(root.files);
        walk({ ...root, files });
        return Promise.resolve(systemCalls(counts));
      },
    };
  });
}
