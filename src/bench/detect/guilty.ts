/** Which fds make a walk hang, found by walking again in processes that say what they are about to look at. */
import { Failure } from '../../procfs/files.js';
import type { Root } from '../../procfs/root.js';
import { genericNumber } from '../../drm/fdinfo/identity.js';
import { runInChild } from './run-in-child.js';
import type { WalkOrder } from './walk-child.js';

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
function describe({ files, proc }: Root, pid: number, fd: number): GuiltyFd {
  const link = files.link(`${proc}/${pid}/fd/${fd}`);
  const text = files.read(`${proc}/${pid}/fdinfo/${fd}`);
  const mountId = text instanceof Failure ? null : genericNumber(text, 'mnt_id');
  const mounts = files.read(`${proc}/${pid}/mountinfo`, 1024 * 1024);
  const line =
    mounts instanceof Failure || mountId === null ? undefined : mounts.split('\n').find((each) => each.startsWith(`${mountId} `));
  return { pid, fd, link: link instanceof Failure ? null : link, mount: line === undefined ? null : describeMount(line) };
}

/** `36 35 98:0 /root /mount/point options … - type source options` of proc_pid_mountinfo(5). */
function describeMount(line: string): string {
  const [before = '', after = ''] = line.split(' - ');
  const [type = '?', source = '?'] = after.split(' ');
  return `${before.split(' ')[4] ?? '?'} (${type}, ${source})`;
}
