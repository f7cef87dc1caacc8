/** `fdinfo`: open and read the fdinfo of each fd. The only way in with CAP_SYS_PTRACE and nothing else. */
import { Failure } from '../../procfs/files.js';
import type { Strategy } from './strategy.js';
import type { StrategyContext } from './context.js';
import { isCutShort, isDrmText } from '../fdinfo/identity.js';

export function fdinfoStrategy({ root: { files }, nowNs }: StrategyContext): Strategy {
  return {
    name: 'fdinfo',
    cost: 'open, read and close per fd of every process, about twice a readlink; never hangs',
    blindSpots: 'drivers that print no statistics (nouveau, nvidia-drm, virtio-gpu)',
    readsLinks: false,
    folder: 'fdinfo',
    whenRefused: null,
    processes: () => null,
    look(process, fd) {
      const path = process.fdinfoDir + fd;
      const text = files.read(path);
      if (text instanceof Failure) return text;
      if (!isDrmText(text)) return isCutShort(text) ? new Failure('EIO', path) : null;
      const atNs = nowNs();
      const link = files.link(process.fdDir + fd);
      return { link: link instanceof Failure ? null : link, number: null, text, atNs, certain: false };
    },
  };
}
