/**
 * The two forms that were talked about in 2021 and never merged, written into trees so that their cost can be measured.
 *
 * `/proc/PID/gpu` was an idea of one mail, without a format: here it holds the drm- lines of the process's clients, an
 * empty line between two. `/sys/class/drm/cardN/clients/ID/{name,pid,busy/N}` is the patch series "Per client engine
 * busyness" (20210513110002.3641705-1-tvrtko.ursulin@linux.intel.com): files of `busy` are named by engine class and hold ns.
 */
import type { TreeWriter } from '../../procfs-tree/tree-writer.js';

export interface ProposedClient {
  readonly clientId: string;
  readonly pid: number;
  readonly comm: string;
  /** Card node of its device: `card0`. */
  readonly card: string;
  readonly drmText: string;
  /** By engine class number: 0 render, 1 copy, 2 video, 3 video-enhance. */
  readonly busyNsByClass: readonly bigint[];
}

/** Writes `proc/PID/gpu` for every process that has a client. The processes must be there. */
export function putProcessProposals(tree: TreeWriter, clients: readonly ProposedClient[]): void {
  const texts = new Map<number, string[]>();
  for (const { pid, drmText } of clients) texts.set(pid, [...(texts.get(pid) ?? []), drmText]);
  for (const [pid, parts] of texts) tree.writeFile(`proc/${pid}/gpu`, parts.join('\n'));
}

/** Writes `clients/ID` into the class folder of each client's card. The devices must be there. */
export function putClientProposals(tree: TreeWriter, clients: readonly ProposedClient[]): void {
  for (const { clientId, pid, comm, card, busyNsByClass } of clients) {
    const folder = `sys/class/drm/${card}/clients/${clientId}`;
    tree.writeFile(`${folder}/name`, `${comm}\n`);
    tree.writeFile(`${folder}/pid`, `${pid}\n`);
    for (const [engineClass, ns] of busyNsByClass.entries()) tree.writeFile(`${folder}/busy/${engineClass}`, `${ns}\n`);
  }
}
