/**
 * `stat`: follow the link and look at the device number. Node has no way to say AT_STATX_DONT_SYNC, so the file system
 * behind every fd is asked: one dead FUSE or NFS mount, and the caller sleeps for ever, deaf to SIGKILL.
 */
import { deviceNumber } from '../../procfs/device-number.js';
import { Failure } from '../../procfs/files.js';
import type { LookedAt, Strategy } from './strategy.js';
import type { StrategyContext } from './context.js';
import { isDrmMajor, isNvidiaNumber } from '../nodes/node-names.js';
import { treeTargetNumber } from '../nodes/tree-node.js';

export function statStrategy({ root }: StrategyContext): Strategy {
  const { files } = root;
  const inTree = (process: LookedAt, fd: string): string | Failure | null => {
    const link = files.link(process.fdDir + fd);
    return link instanceof Failure ? link : treeTargetNumber(root, process, link);
  };
  const onProcfs = (process: LookedAt, fd: string): string | Failure | null => {
    const found = files.stat(process.fdDir + fd);
    if (found instanceof Failure) return found;
    return found.charDevice && deviceNumber(found.charDevice);
  };
  const numberOf = root.kind === 'tree' ? inTree : onProcfs;
  return {
    name: 'stat',
    cost: 'one stat per fd of every process',
    blindSpots: 'hangs for ever when any process holds a file on a dead FUSE or NFS mount',
    readsLinks: false,
    folder: 'fd',
    whenRefused: null,
    processes: () => null,
    look(process, fd) {
      const number = numberOf(process, fd);
      if (number === null || number instanceof Failure || !(isDrmMajor(Number.parseInt(number, 10)) || isNvidiaNumber(number)))
        return number instanceof Failure ? number : null;
      const link = files.link(process.fdDir + fd);
      return { link: link instanceof Failure ? null : link, number, text: null, atNs: 0n, certain: true };
    },
  };
}
