/** `name`: the link text of each fd, compared with the places where DRM nodes live. */
import { Failure } from '../../procfs/files.js';
import { KFD_NODE, type Candidate, type Strategy } from './strategy.js';
import type { StrategyContext } from './context.js';
import { isBelowNodeDirs, nodeName } from '../nodes/node-names.js';

export function nameStrategy({ root: { files } }: StrategyContext): Strategy {
  return {
    name: 'name',
    cost: 'one readlink per fd of every process; never hangs',
    blindSpots:
      'nodes renamed, moved or bind-mounted elsewhere, seen through a chroot; an ordinary file of that name is a false hit',
    readsLinks: true,
    folder: 'fd',
    whenRefused: null,
    processes: () => null,
    look(process, fd) {
      const link = files.link(process.fdDir + fd);
      if (link instanceof Failure) return link;
      if (link === KFD_NODE) process.holdsKfd = true;
      return isBelowNodeDirs(link) ? namedCandidate(link) : null;
    },
  };
}

/** A candidate for what the link text says, its fdinfo still unread. */
export function namedCandidate(link: string): Candidate {
  return { link, number: null, text: null, atNs: 0n, certain: nodeName(link) !== null };
}
