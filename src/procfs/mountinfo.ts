/** /proc/PID/mountinfo (proc(5)): which file system a mount id of fdinfo stands for, in the view of that process. */

import { decimal } from './decimal.js';
import { Failure } from './files.js';

/** As much of a mountinfo as is read: some ten thousand mounts. */
export const MOUNTINFO_CAP_BYTES = 1024 * 1024;

export interface Mount {
  /** `major:minor` of the file system: st_dev of its files. */
  readonly device: string;
  /** `devtmpfs`, `tmpfs`, `ext4`... */
  readonly type: string;
  /** Where it is mounted, and what is: `/mnt/nas`, `nas:/home`. Spaces are escaped (`\040`). */
  readonly point: string;
  readonly source: string;
  /** Of the file system, not of this mount of it: `rw,hidepid=invisible`. */
  readonly superOptions: string;
}

/** What was parsed last: a process with thousands of fds asks for each, and its mounts stay the same. */
let last = { text: '', mounts: new Map<number, Mount>() as ReadonlyMap<number, Mount> };

/** Mounts by id. Lines that are cut short or malformed are left out. */
export function parseMountinfo(text: string): ReadonlyMap<number, Mount> {
  if (text !== last.text) last = { text, mounts: parse(text) };
  return last.mounts;
}

function parse(text: string): Map<number, Mount> {
  const mounts = new Map<number, Mount>();
  for (const line of text.split('\n')) {
    // 36 35 98:0 /root /mount/point rw,noatime [optional fields...] - type source options; paths escape their spaces, but not a carriage return.
    const found = /^(\d+) \d+ (\d+:\d+) [^ ]+ ([^ ]+) .*? - (\S+) ([^ ]*) ?(.*)/s.exec(line);
    const [, number = '', device = '', point = '', type = '', source = '', superOptions = ''] = found ?? [];
    const id = decimal(number);
    if (id !== null) mounts.set(id, { device, type, point, source, superOptions });
  }
  return mounts;
}

/** True for a file system that answers from memory, so that a stat of it cannot wait for anybody. */
export function isInMemory(mount: Mount | Failure | null | undefined): boolean {
  return mount != null && !(mount instanceof Failure) && (mount.type === 'tmpfs' || mount.type === 'devtmpfs');
}
