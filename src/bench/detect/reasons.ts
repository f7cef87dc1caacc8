/** Why a strategy did not find a DRM fd, in words for the person who wonders. */
import { isBelowNodeDirs } from '../../drm/nodes/node-names.js';
import type { SettledFd } from './settle.js';
import type { WayName } from './walk-answer.js';

export function reasonMissed(strategy: WayName, fd: SettledFd): string {
  if (strategy === 'clients') return 'debugfs names who opened a device; this process holds the fd without having opened it';
  if (fd.link === null) return 'fd/ of this process is refused; only fdinfo/ can be read';
  if (strategy === 'name')
    return isBelowNodeDirs(fd.link) ? 'changed between two walks' : 'the link text is not below /dev/dri or /dev/accel';
  if (fd.verdict.kind === 'silent') {
    if (strategy === 'fdinfo') return 'its driver prints nothing in fdinfo';
    if (strategy === 'auto' || strategy === 'gated') return 'its driver prints nothing in fdinfo, and the path is no known node';
  }
  if (strategy === 'stat') return 'no character device of major 226 or 261 behind the link';
  if (strategy === 'gated') return 'changed between two walks, or its process holds so many that some are only counted';
  return 'changed between two walks';
}
