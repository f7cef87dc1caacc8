/**
 * Cgroup paths and the units that they name. What tells the manager stays, so that a scrubbed path is still read the same
 * way; ids keep their length, numbers of jobs and devices stay, and every other word is replaced, known or not.
 */
import { makeUnit, type Unit } from '../../units/unit.js';
import type { Tokens } from './tokens.js';

/** Words of systemd, container runtimes, kubelet and batch systems, which name a kind of thing and no particular one. */
const KEPT = new Set(
  [
    'service scope slice socket mount system user machine init session app background payload monitor name systemd supervisor',
    'docker podman libpod conmon crio cri containerd nerdctl balena engine moby buildkit ecs ecstasks actions_job',
    'kubepods kubernetes burstable besteffort guaranteed lxc libvirt qemu xen ch bhyve nspawn vmspawn emulator flatpak snap',
    'batch extern interactive special slurm slurmstepd job jobid jobs pbs pbspro pbs_jobs torque lsf htcondor nomad share reserve openrc elogind',
    'dbus vte ptyxis kgx spawn run autostart apps',
    'cpu cpuacct cpuset memory blkio io pids devices freezer net_cls net_prio perf_event hugetlb rdma misc',
  ].flatMap((line) => line.split(' ')),
);

/** Of a container; of a pod that kubelet itself runs (static), whose uid is a checksum without dashes. */
const HEX_ID = /(?<![0-9a-z])(pod|r)?([0-9a-f]{12,})(?![0-9a-z])/g;
const UUID = /(?<![0-9a-z])(pod)?([0-9a-f]{8}([-_])[0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})(?![0-9a-z])/g;
/** `-` as systemd writes it in a name, any other byte so written, or a word. */
const WORDS = /\\x2d|\\x[0-9a-f]{2}|[^-./:@,=\n<>\\]+/g;
/** What batch systems and Android put before a number, or the name that Slurm gives instead; one of LSF's array (`42[7]`). */
const NUMBERED =
  /^(?:(?:job|step|task|pid)_\w{1,11}|slot\d{1,4}(?:_\d{1,4})?|libpod_pod_|pod|r|[cuirp]?\d{1,10}(?:\[\d{1,10}\])?)$/;

/** The same unit without its names. */
export function scrubUnit(tokens: Tokens, { kind, parts }: Unit): Unit {
  const scrubbed = Object.entries(parts).map(([part, value]): [string, string] => [
    part,
    part === 'user' && /^\d{1,10}$/.test(value) ? String(tokens.uid(Number(value))) : scrubCgroup(tokens, value),
  ]);
  return makeUnit(kind, Object.fromEntries(scrubbed));
}

/** The text of /proc/PID/cgroup without names. */
export function scrubCgroup(tokens: Tokens, text: string): string {
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
    .replace(
      /\b(user[-@]|uid_)(\d{1,10})\b/g,
      (_, before: string, uid: string) => `<${ids.push(`${before}${tokens.uid(Number(uid))}`) - 1}>`,
    );
  return marked
    .replace(WORDS, (word) => {
      if (word.startsWith('\\')) return word === '\\x2d' ? word : '';
      return KEPT.has(word) || NUMBERED.test(word) ? word : scrubWord(tokens, word);
    })
    .replace(/<(\d+)>/g, (_, index: string) => ids[Number(index)] ?? '');
}

/** Slurm has `NODE_slurmstepd` and `slurm_NODE`, HTCondor `condor_DIRECTORY_slot1_1`: the name goes, the rest tells the manager. */
function scrubWord(tokens: Tokens, word: string): string {
  const token = (name: string): string => tokens.word('w', name).replace('-', '');
  const [, before] = /^(.+)_slurmstepd$/s.exec(word) ?? [];
  if (before !== undefined) return `${token(before)}_slurmstepd`;
  if (word.startsWith('slurm_')) return `slurm_${token(word.slice(6))}`;
  const [, directory, slot] = /^condor_(.+)_(slot\d{1,4}(?:_\d{1,4})?)$/s.exec(word) ?? [];
  if (directory !== undefined && slot !== undefined) return `condor_${token(directory)}_${slot}`;
  return token(word);
}
