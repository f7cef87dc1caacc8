/**
 * Cgroup paths and the unit names made of them. What tells the runtime stays, so that a scrubbed path is still read the same
 * way; ids keep their length, and every other word is replaced, known or not.
 */
import type { Tokens } from './tokens.js';

/** Words of systemd, the container runtimes and kubelet, which name a kind of thing and no particular one. */
const KEPT = new Set(
  [
    'service scope slice socket mount system user machine init session app background payload monitor name systemd',
    'docker podman libpod conmon crio cri containerd nerdctl kubepods kubernetes burstable besteffort guaranteed lxc flatpak snap',
    'cpu cpuacct cpuset memory blkio io pids devices freezer net_cls net_prio perf_event hugetlb rdma misc',
  ].flatMap((line) => line.split(' ')),
);

/** Of a container; of a pod that kubelet itself runs (static), whose uid is a checksum without dashes. */
const HEX_ID = /(?<![0-9a-z])(pod)?([0-9a-f]{12,})(?![0-9a-z])/g;
const UUID = /(?<![0-9a-z])(pod)?([0-9a-f]{8}([-_])[0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})(?![0-9a-z])/g;

/** Scrubs the text of /proc/PID/cgroup, or a unit such as `docker:3f2a9c81d0e4` or `gdm.service`. */
export function scrubUnit(tokens: Tokens, text: string): string {
  // Ids first; they are marked so that the words around them can be told from the new digits.
  const ids: string[] = [];
  const mark = (id: string): string => `<${ids.push(id) - 1}>`;
  const marked = text
    .replaceAll(/[<>]/g, '?')
    .replace(UUID, (_, pod: string | undefined, uuid: string, dash: string) => {
      const digits = tokens.hex(uuid.replaceAll(dash, '')).padEnd(32, '0');
      return (pod ?? '') + mark([8, 12, 16, 20, 32].map((end, at, ends) => digits.slice(ends[at - 1] ?? 0, end)).join(dash));
    })
    .replace(HEX_ID, (_, pod: string | undefined, id: string) => (pod ?? '') + mark(tokens.hex(id)))
    .replace(/\buser([-@])(\d{1,10})\b/g, (_, sign: string, uid: string) => `user${sign}${tokens.uid(Number(uid))}`);
  return marked
    .replace(/[^-./:@,=\n<>]+/g, (word) =>
      KEPT.has(word) || /^\d{1,10}$/.test(word) || word === 'pod' ? word : tokens.word('w', word).replace('-', ''),
    )
    .replace(/<(\d+)>/g, (_, index: string) => ids[Number(index)] ?? '');
}
