/**
 * Trees of demos whose process is gone: nothing is taken back at SIGKILL, and in /dev/shm each would take 5 MiB of memory until the machine
 * is started again. A tree's name says whose it is (pid namespace, pid, start time), so that the next demo can tell and remove it.
 */
import { join } from 'node:path';
import { Failure, type Files } from '../procfs/files.js';
import { parseProcessStat } from '../procfs/stat.js';
import { removeTree } from '../procfs-tree/temp-root.js';

/** As `makeTempRoot` makes it of `ownerLabel`. */
const NAME = /^gpu-top-demo-(\d+)\.(\d+)\.(\d+)-[A-Za-z0-9]{6}$/;

/** To remove one takes 50 ms, and the screen waits. */
const MOST_REMOVED = 4;
/** Anybody may make folders there, and each costs a read. */
const MOST_LOOKED_AT = 1000;

/** What to call the tree of this process: `demo-NAMESPACE.PID.START`; plain `demo`, which stays, where /proc does not say. */
export function ownerLabel(files: Files): string {
  const namespace = pidNamespace(files);
  const pid = files.link('/proc/self');
  const start = startTicks(files, 'self');
  return namespace === null || typeof pid !== 'string' || typeof start !== 'number'
    ? 'demo'
    : `demo-${namespace}.${pid}.${start}`;
}

/** Removes from `parent` some of the trees that are this user's and nobody's any more. What cannot be told apart or removed stays. */
export function removeDeadTrees(parent: string, files: Files): void {
  const names = files.list(parent);
  const namespace = pidNamespace(files);
  const uid = uidOf(files, '/proc/self');
  if (names instanceof Failure || namespace === null || uid === null) return;
  let [lookedAt, removed] = [0, 0];
  for (const name of names) {
    const [, ofNamespace, pid = '', start] = NAME.exec(name) ?? [];
    // A pid of another namespace (a container that shares /dev/shm) says nothing here.
    if (ofNamespace !== namespace) continue;
    lookedAt += 1;
    if (lookedAt > MOST_LOOKED_AT) return;
    const now = startTicks(files, pid);
    if (now === 'unknown' || String(now) === start) continue;
    const tree = join(parent, name);
    // Not through a link, whoever made it.
    if (uidOf(files, tree) !== uid) continue;
    try {
      removeTree(tree);
    } catch {
      // Another demo is removing it too.
    }
    removed += 1;
    if (removed === MOST_REMOVED) return;
  }
}

function pidNamespace(files: Files): string | null {
  const link = files.link('/proc/self/ns/pid');
  return typeof link === 'string' ? (/^pid:\[(\d+)\]$/.exec(link)?.[1] ?? null) : null;
}

/** Clock ticks after boot; `gone` where there is no such process. */
function startTicks(files: Files, pid: string): number | 'gone' | 'unknown' {
  const text = files.read(`/proc/${pid}/stat`);
  if (text instanceof Failure) return text.gone && !(files.stat('/proc/self/stat') instanceof Failure) ? 'gone' : 'unknown';
  return parseProcessStat(text)?.startTimeTicks ?? 'unknown';
}

/** Of a folder itself; null: it is none. `/proc/self` is a link, to the folder of our pid. */
function uidOf(files: Files, path: string): number | null {
  const stat = path === '/proc/self' ? files.stat(path) : files.lstat(path);
  return stat instanceof Failure || !stat.isDirectory ? null : stat.uid;
}
