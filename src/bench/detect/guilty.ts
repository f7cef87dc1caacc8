/** Which fds make a walk hang, found by walking again in processes that say what they are about to look at. */
import { Failure } from '../../procfs/files.js';
import { parseMountinfo } from '../../procfs/mountinfo.js';
import { Proc } from '../../procfs/proc.js';
import type { Root } from '../../procfs/root.js';
import { genericNumber } from '../../drm/fdinfo/identity.js';
import { runInChild } from './run-in-child.js';
import type { WalkOrder } from './walk-answer.js';

export interface GuiltyFd {
  readonly pid: number;
  readonly fd: number;
  readonly link: string | null;
  /** Mount point, type and source of the file system that does not answer: `/mnt/nas (nfs4, nas:/home)`. */
  readonly mount: string | null;
}

/** More than this many are not looked for: each costs a process that may stay behind. */
const MAX_GUILTY = 4;

export async function findGuilty(root: Root, order: WalkOrder, timeoutMs: number): Promise<GuiltyFd[]> {
  const guilty: GuiltyFd[] = [];
  while (guilty.length < MAX_GUILTY) {
    const skip = guilty.map(({ pid, fd }) => `${pid}/${fd}`);
    const outcome = await runInChild({ ...order, rounds: 0, skip }, timeoutMs);
    const at = outcome.kind === 'hung' ? /^(\d+)\/(\d+)$/.exec(outcome.at ?? '') : null;
    if (at === null) break;
    guilty.push(describe(root, Number(at[1]), Number(at[2])));
  }
  return guilty;
}

/** Readlink, fdinfo and mountinfo all answer from the kernel's memory, whatever the file system does. */
function describe(root: Root, pid: number, fd: number): GuiltyFd {
  const process = new Proc(root, pid);
  const link = process.link(fd);
  const text = process.fdinfo(fd);
  const mountId = text instanceof Failure ? null : genericNumber(text, 'mnt_id');
  const mountinfo = process.mountinfo();
  const mount = mountinfo instanceof Failure || mountId === null ? undefined : parseMountinfo(mountinfo).get(mountId);
  const where = mount === undefined ? null : `${mount.point} (${mount.type}, ${mount.source})`;
  return { pid, fd, link: link instanceof Failure ? null : link, mount: where };
}
