/**
 * Follows symbolic links without ever leaving the sysfs that was asked for.
 *
 * /sys is made of links, and gpu-top may be reading a copy of somebody else's in a folder. There an absolute link
 * (`/sys/devices/...`) must lead into the copy and not into this machine, and a link that climbs out of it must
 * lead nowhere. The kernel's own resolution would do neither, so each component is read and joined here. This
 * costs a readlink for each component, once; what is read each tick uses the resolved path.
 */
import { Failure, type Files } from '../../../procfs/files.js';

/** As many links as the kernel itself follows in one path (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * The path below `sysDir` with every link followed.
 *
 * @param path path below `from`: `drm/card0/device`.
 * @param from where `path` starts: a resolved path below `sysDir`; the top by default.
 * @returns the resolved path, again relative to `sysDir`; or the failure: ENOENT and the like as the kernel gave
 *   them, ELOOP for a loop, EXDEV for a link that leads out of `sysDir`.
 */
export function resolveInside(files: Files, sysDir: string, path: string, from = ''): string | Failure {
  const done = from === '' ? [] : from.split('/');
  const asked = [sysDir, ...done, path].join('/');
  let todo = path.split('/');
  let links = 0;
  for (;;) {
    const part = todo.shift();
    if (part === undefined) return done.join('/');
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (done.pop() === undefined) return new Failure('EXDEV', asked);
      continue;
    }
    const target = files.link([sysDir, ...done, part].join('/'));
    if (target instanceof Failure) {
      // EINVAL is readlink's word for "there, and not a link".
      if (target.errno !== 'EINVAL') return target;
      done.push(part);
      continue;
    }
    if (++links > MAX_LINKS) return new Failure('ELOOP', asked);
    if (target.startsWith('/')) {
      if (!target.startsWith('/sys/')) return new Failure('EXDEV', asked);
      done.length = 0;
      todo = [...target.slice('/sys/'.length).split('/'), ...todo];
    } else {
      todo = [...target.split('/'), ...todo];
    }
  }
}
