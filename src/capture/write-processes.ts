/** The processes of a capture: those that hold a DRM fd, with those fds and no others. */
import { KFD_NODE } from '../drm/strategies/strategy.js';
import { decimal } from '../procfs/decimal.js';
import { Failure } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import type { Root } from '../procfs/root.js';
import type { ProcessFacts, Sweep } from '../scan/sweep.js';
import type { TreeFd, TreeWriter } from '../procfs-tree/tree-writer.js';
import type { Scrubber } from '../recording/scrub/scrub-sweep.js';
import { scrubCgroup } from '../recording/scrub/scrub-unit.js';

/**
 * Writes the processes of a sweep, and the users they run as. Command lines and cgroups come from `root` as they stand there; with a
 * scrubber, which must be the one that made the sweep, without their names.
 */
export function writeProcesses(
  tree: TreeWriter,
  sweep: Sweep,
  root: Pick<Root, 'proc' | 'files'>,
  scrubber: Scrubber | null,
): void {
  for (const facts of sweep.processes.values()) {
    const fds: Record<number, TreeFd> = {};
    for (const { pid, fd, link, text } of sweep.readings) if (pid === facts.pid) fds[fd] = { link, fdinfo: text };
    const process = new Proc(root, facts.pid);
    if (facts.holdsKfd === true || usesKfd(sweep, facts.pid)) fds[kfdFd(root, process, fds)] = { link: KFD_NODE, fdinfo: '' };
    const read = (name: string): string => {
      const text = process.read(name);
      return text instanceof Failure ? '' : text;
    };
    const cgroup = scrubber === null ? read('cgroup') : scrubCgroup(scrubber.tokens, read('cgroup'));
    tree.putProcess({
      pid: facts.pid,
      comm: facts.comm ?? '',
      cmdline: commandLine(facts, scrubber === null ? read('cmdline') : null),
      parentPid: facts.parentPid ?? 0,
      uid: facts.uid ?? 0,
      startTimeTicks: facts.startTimeTicks ?? 0,
      cpuTicks: facts.cpuTicks ?? 0,
      cgroup,
      fds,
    });
    for (const name of unknownFiles(facts, cgroup)) tree.removePath(`proc/${facts.pid}/${name}`);
  }
  writeAncestors(tree, sweep);
  const users = new Map(Array.from(sweep.processes.values(), ({ uid, user }) => [uid, user]));
  tree.setUsers(
    [...users].flatMap(([uid, name]) => (uid === null || name === null || name === String(uid) ? [] : [{ uid, name }])),
  );
}

function usesKfd({ processReadings = [] }: Sweep, pid: number): boolean {
  return processReadings.some((reading) => reading.source === 'kfd' && reading.isOurs && reading.pid === pid);
}

/** The fd through which a process uses KFD; where that could not be seen, one that is free. */
function kfdFd({ files }: Pick<Root, 'files'>, process: Proc, fds: Readonly<Record<number, TreeFd>>): number {
  const names = files.list(process.fdDir);
  const seen = names instanceof Failure ? [] : names.filter((fd) => files.link(process.fdDir + fd) === KFD_NODE);
  let free = 3;
  while (fds[free] !== undefined) free++;
  return decimal(seen[0] ?? '') ?? free;
}

/** The processes above, with a name and no fds, so that the tree of processes is whole. */
function writeAncestors(tree: TreeWriter, { processes }: Sweep): void {
  for (const { ancestors } of processes.values()) {
    for (const [at, { pid, comm }] of (ancestors ?? []).entries()) {
      if (!processes.has(pid)) tree.putProcess({ pid, comm, parentPid: ancestors?.[at + 1]?.pid ?? 1 });
    }
  }
}

function commandLine({ cmdline }: ProcessFacts, raw: string | null): string[] {
  if (cmdline === null) return [];
  return raw === null || raw === '' ? [cmdline] : raw.replace(/\0+$/, '').split('\0');
}

/** What was refused must not look known in the tree. */
function unknownFiles({ comm, startTimeTicks, uid }: ProcessFacts, cgroup: string): string[] {
  const files: string[] = [];
  if (startTimeTicks === null) files.push('stat');
  if (comm === null) files.push('comm');
  if (uid === null) files.push('status');
  if (cgroup === '') files.push('cgroup');
  return files;
}
