/** Who a process belongs to: the container, pod, machine, job, application, service or session that its cgroup names. */

export const UNIT_KINDS = [
  ...(['systemd', 'app', 'docker', 'podman', 'containerd', 'crio', 'container', 'kubernetes', 'lxc', 'nspawn', 'vm'] as const),
  ...(['slurm', 'pbs', 'lsf', 'htcondor', 'nomad', 'snap', 'flatpak', 'session', 'openrc'] as const),
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/**
 * Facts that a cgroup path may hold, as in JSON, filters and labels, in this order. `service` is systemd's (or OpenRC's) own name without
 * what changes from start to start, also where the unit is the container in it; `user` is the uid that the host's part of the path names.
 */
export const UNIT_PARTS = [
  ...(['pod_uid', 'container_id', 'machine', 'app_id', 'service', 'user'] as const),
  ...(['slurm_job', 'step', 'task', 'pbs_job', 'lsf_job', 'condor_slot', 'nomad_alloc', 'ecs_task'] as const),
  // Of no cgroup: see container-names.ts.
  ...(['namespace', 'pod', 'container_name'] as const),
] as const;
export type UnitPart = (typeof UNIT_PARTS)[number];
export type UnitParts = Readonly<Partial<Record<UnitPart, string>>>;

export interface Unit {
  readonly kind: UnitKind;
  /** What is not known is left out. Text of other processes: hostile until escaped, at most `MAX_PART` characters each. */
  readonly parts: UnitParts;
  /** Kind and parts in short, for people: `docker:3f2a9c81d0e4`, `slurm:4242`, `app:org.kde.konsole`, `gdm.service`. Hostile too. */
  readonly text: string;
}

/** Longest part, in UTF-16 units: as long as a folder's name can be. */
export const MAX_PART = 255;

/** A unit of these facts, its text made of them. */
export function makeUnit(kind: UnitKind, facts: UnitParts): Unit {
  const parts: Partial<Record<UnitPart, string>> = {};
  for (const part of UNIT_PARTS) {
    const value = facts[part];
    if (value !== undefined && value !== '') parts[part] = value.slice(0, MAX_PART);
  }
  return { kind, parts, text: textOf(kind, parts) };
}

type Plain = Exclude<UnitKind, 'kubernetes' | 'nomad'>;

/** The part that names a unit of this kind. */
export const MAIN_PART: Readonly<Record<Plain, UnitPart>> = {
  ...{ systemd: 'service', openrc: 'service', session: 'user', app: 'app_id', snap: 'app_id', flatpak: 'app_id' },
  ...{
    docker: 'container_id',
    podman: 'container_id',
    containerd: 'container_id',
    crio: 'container_id',
    container: 'container_id',
  },
  ...{ lxc: 'machine', nspawn: 'machine', vm: 'machine' },
  ...{ slurm: 'slurm_job', pbs: 'pbs_job', lsf: 'lsf_job', htcondor: 'condor_slot' },
};

/** As long as docker prints an id. */
export const SHORT_ID = 12;

function textOf(kind: UnitKind, parts: UnitParts): string {
  if (kind === 'systemd') return parts.service ?? kind;
  const id = parts.container_name ?? parts.container_id?.slice(0, SHORT_ID);
  const names =
    kind === 'kubernetes'
      ? [...(parts.pod === undefined ? [parts.pod_uid] : [parts.namespace, parts.pod]), id]
      : kind === 'nomad'
        ? [parts.nomad_alloc?.slice(0, 8), parts.task]
        : [MAIN_PART[kind] === 'container_id' ? id : parts[MAIN_PART[kind]]];
  const known = names.filter((name) => name !== undefined);
  return known.length === 0 ? kind : `${kind}:${known.join('/')}`;
}
