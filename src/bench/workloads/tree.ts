/** A generated procfs tree: plain files, the same everywhere, with GPU clients on any machine. */
import { openRoot } from '../../procfs/root.js';
import { SHAPE_DEVICE, writeShapeTree } from './shape-tree.js';
import { putOpenFiles } from '../../procfs-tree/device-tree.js';
import { TreeWriter } from '../../procfs-tree/tree-writer.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../procfs-tree/temp-root.js';
import type { Workload, WorkloadShape } from './workload.js';

export function treeWorkload({ processes, fdsPerProcess, gpuClients }: WorkloadShape): Workload {
  const folder = makeTempRoot('bench', memoryFolder());
  const { drmFds } = writeShapeTree(folder, { processes, fdsPerProcess, clients: gpuClients, withProposals: true });
  putOpenFiles(new TreeWriter(folder), SHAPE_DEVICE, drmFds);
  return {
    label: `tree of ${processes} processes, ${fdsPerProcess} fds each, ${gpuClients} GPU clients`,
    kind: 'tree',
    root: openRoot({ root: folder }),
    pretended: 'all of it: files on a file system, which cost other amounts than procfs and no call into a driver',
    close() {
      removeTempRoot(folder);
      return Promise.resolve();
    },
  };
}
