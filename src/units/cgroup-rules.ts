/**
 * How each manager names its cgroups: one entry a manager, and nothing about cgroups anywhere else.
 *
 * A pattern begins and ends at the border of a folder, and its named groups are the parts of the unit. No pattern can run back over more
 * than one folder, so that a hostile path costs no more than its length.
 *
 * Sources: systemd's docs (DESKTOP_ENVIRONMENTS, CGROUP_DELEGATION) and unit-name.c, kubelet's and containerd's cgroup paths, runc, CRI-O,
 * podman, docker, the ECS agent, lxc, libvirt (virsystemd), Slurm (cgroup/v1, cgroup/v2), the PBS cgroups hook, HTCondor's manual, Nomad's
 * cgroupslib, snapd and flatpak; each path of test/units/unit-cases.ts says where it was seen.
 */
import type { UnitKind, UnitPart } from './unit.js';

/**
 * What a rule's unit is, from the strongest: a workload that somebody started as a whole (a container, a pod, a machine, a job), an
 * application of a desktop, a service or session.
 */
export const TIERS = ['workload', 'app', 'service'] as const;
export type Tier = (typeof TIERS)[number];

type Groups = Partial<Record<UnitPart, string>>;

export interface CgroupRule {
  readonly kind: UnitKind;
  readonly tier: Tier;
  /** With the flags `gs`; the named groups are parts as they stand in the path. */
  readonly pattern: RegExp;
  /** What the groups say, where that is more than a pattern can tell. */
  readonly read?: (groups: Readonly<Groups>) => Groups;
}

const ID = '(?<container_id>[0-9a-f]{64})';
/** With the dashes of its text, or systemd's `_` for them. */
const uuid = (dash: string): string => [8, 4, 4, 4, 12].map((digits) => `[0-9a-f]{${digits}}`).join(dash);
const UUID = uuid('-');
/** Of a static pod the uid is a checksum without dashes; systemd's slices have `_` for `-`. */
const POD = `(?<pod_uid>[0-9a-f]{16,64}|${UUID}|${uuid('_')})`;

function workload(kind: UnitKind, source: string): CgroupRule {
  return { kind, tier: 'workload', pattern: whole(source) };
}

function app(kind: UnitKind, source: string, read: CgroupRule['read'] = (groups) => groups): CgroupRule {
  return { kind, tier: 'app', pattern: whole(source), read };
}

/** The pattern from the border of a folder to the border of a folder. */
function whole(source: string): RegExp {
  return new RegExp(`(?<=^|/)${source}(?=/|$)`, 'gs');
}

/** Of two rules that find the same folders the later one counts: the general ones come first. */
export const CGROUP_RULES: readonly CgroupRule[] = [
  workload('container', `[^/]+-${ID}\\.scope`),
  // What was meant for systemd's driver (SLICE:PREFIX:ID) becomes a name where cgroupfs takes it.
  workload('container', `[^/:]*:[^/:]+:${ID}`),
  // containerd's own: `/NAMESPACE/ID`.
  workload('containerd', `[^/]+/${ID}`),
  workload('containerd', `(?:cri-containerd|containerd|nerdctl)-${ID}\\.scope`),
  workload('containerd', `(?:[^/:]*:)?(?:cri-containerd|containerd|nerdctl):${ID}`),
  // kubelet: `PREFIXkubepods[-QOS]-podUID.slice`, or a folder `podUID`; a container's own folder below it is its runtime's.
  workload('kubernetes', `(?:[^/:]*-)?kubepods(?:-[^/:]*)?-pod${POD}\\.slice`),
  workload('kubernetes', `pod${POD}`),
  workload('kubernetes', `(?:[^/:]*-)?kubepods(?:-[^/:]*)?-pod${POD}\\.slice:[^/:]+:${ID}`),
  workload('docker', `(?:docker|balena|balena-engine|moby)-${ID}\\.scope`),
  workload('docker', `(?:docker|balena|balena-engine|moby|actions_job)/(?:buildkit/)?${ID}`),
  workload('docker', `[^/:]*:docker:${ID}`),
  workload('docker', `ecs/(?:[^/]+/)?(?<ecs_task>[^/]+)/(?<container_id>[0-9a-f]{64}|[0-9a-f]{32}-\\d{1,20})`),
  workload('docker', `ecs/(?<container_id>(?<ecs_task>[0-9a-f]{32})-\\d{1,20})`),
  workload('docker', `ecstasks-(?<ecs_task>[^/]+)\\.slice/docker-${ID}\\.scope`),
  workload('podman', `libpod-(?:conmon-|payload-)?${ID}(?:\\.scope)?`),
  workload('podman', `[^/:]*:libpod:${ID}`),
  workload('crio', `crio-(?:conmon-)?${ID}(?:\\.scope)?`),
  workload('crio', `[^/:]*:crio:${ID}`),
  // LXC, Incus, LXD (`PROJECT_NAME` outside the default project) and Proxmox (a number).
  workload('lxc', 'lxc(?:\\.payload|\\.monitor)?/(?<machine>(?!lxc\\.)[^/]+)'),
  workload('lxc', 'lxc\\.(?:payload|monitor)\\.(?<machine>[^/]+)'),
  // machined: one scope a machine, libvirt's with the driver and a running number before the name.
  workload('nspawn', 'machine-(?<machine>[^/]+)\\.scope'),
  workload('nspawn', 'systemd-nspawn@(?<machine>[^/]+)\\.service'),
  workload('lxc', 'machine-lxc\\\\x2d\\d+\\\\x2d(?<machine>[^/]+)\\.scope'),
  workload('vm', 'machine-(?:qemu|xen|ch|bhyve)\\\\x2d(?:\\d+\\\\x2d)?(?<machine>[^/]+)\\.scope'),
  workload('vm', '(?:qemu-\\d+-)?(?<machine>[^/]+?)\\.libvirt-qemu'),
  workload('vm', 'libvirt/qemu/(?<machine>[^/]+)'),
  workload('vm', 'qemu\\.slice/(?<machine>\\d+)\\.scope'),
  workload('vm', 'systemd-vmspawn@(?<machine>[^/]+)\\.service'),
  // Slurm: below the scope of slurmstepd (v2; `NODE_` before it where several slurmd share a host), or below `slurm` (v1).
  workload(
    'slurm',
    '(?:(?:[^/]+_)?slurmstepd\\.scope|slurm(?:_[^/]+)?(?:/uid_(?<user>\\d{1,10}))?)/job_(?<slurm_job>\\d+)' +
      '(?:/step_(?<step>[^/]+))?(?:/(?:user|slurm))?(?:/task_(?<task>[^/]+))?',
  ),
  workload('pbs', '(?:pbs_jobs|pbspro|pbs)(?:\\.service|\\.slice)?/(?:jobid|jobs)/(?<pbs_job>[^/]+)'),
  workload('pbs', '(?:pbs_jobs|pbspro)-(?<pbs_job>[^/]+)\\.slice'),
  workload('pbs', 'torque/(?<pbs_job>\\d[^/]*)'),
  workload('lsf', 'lsf/(?:[^/]+/)?job\\.(?<lsf_job>\\d+(?:\\[\\d+\\])?)(?:\\.[^/]*)?'),
  workload('htcondor', 'htcondor/(?:condor[^/]*_)?(?<condor_slot>slot\\d+(?:_\\d+)?)(?:@[^/]*)?'),
  workload(
    'nomad',
    `nomad(?:\\.slice)?/(?:(?:share|reserve)(?:\\.slice)?/)?(?<nomad_alloc>${UUID})[.-](?<task>[^/]+?)(?:\\.scope)?`,
  ),
  // systemd: `app[-LAUNCHER]-ID-RANDOM.scope`, `app[-LAUNCHER]-ID[@RANDOM].service`; a `-` inside a name is written `\x2d`.
  app('app', 'app-(?<app_id>[^/]+)\\.scope', ({ app_id = '' }) => ({ app_id: withoutLauncher(withoutRandom(app_id)) })),
  app('app', 'app-(?<app_id>[^/@]+)(?:@[^/]*)?\\.service', ({ app_id = '' }) => ({ app_id: withoutLauncher(app_id) })),
  // D-Bus starts `dbus-:BUS-ID@N.service`; a terminal's tabs are scopes in its slice.
  app('app', 'dbus-:[^/-]+-(?<app_id>[^/@]+)@[^/]*\\.service'),
  app('app', 'app-(?<app_id>[^/]+)\\.slice/(?:vte|ptyxis|kgx)-spawn-[^/]+\\.scope', ({ app_id = '' }) => ({
    app_id: withoutLauncher(app_id),
  })),
  app('flatpak', '(?:app-)?flatpak-(?<app_id>[^/]+)-\\d+\\.scope'),
  app('snap', 'snap\\.(?<app_id>[^./]+)(?:\\.[^/]+)?'),
  // Android: the app's uid is USER * 100000 + 10000 + number, which it calls uUSER_aNUMBER.
  app('app', '(?:(?:apps|system)/)?uid_(?<user>\\d{1,9})/pid_\\d+', ({ user = '' }) => ({
    user,
    app_id: androidApp(Number(user)),
  })),
];

function withoutLauncher(name: string): string {
  return /^[^-]+-(.+)$/s.exec(name)?.[1] ?? name;
}

const RANDOM = new RegExp(`-(?:${UUID}|[^-]+)$`, 's');

function withoutRandom(name: string): string {
  return name.replace(RANDOM, '');
}

function androidApp(uid: number): string {
  const number = (uid % 100_000) - 10_000;
  return number >= 0 ? `u${Math.floor(uid / 100_000)}_a${number}` : `uid_${uid}`;
}

/** What changes from start to start: a pid, systemd's counter (`u42`, `r0f1e…`, `p812-i4`), a UUID, a tab (`(2240)`). */
const SCOPE_RANDOM = new RegExp(`(?:-(?:${UUID}|[0-9a-f]{32}|[uri]?\\d+|r[0-9a-f]{16,}|p\\d+)|\\(\\d+\\))+(?=\\.scope$)`, 's');
const RUN_RANDOM = /^run-(?:u\d+|r[0-9a-f]{16,}|p\d+-i\d+)(?=\.service$)/s;
/** Instances per connection or per start; a port or a display (`@8080`, `@tty1`) stays. */
const INSTANCE_RANDOM = new RegExp(`@(?:${UUID}|[0-9a-f]{32}|\\d+-[^/]*)(?=\\.service$)`, 's');

/** The name of a unit of systemd without its random part: `vte-spawn.scope`, `run.service`. */
export function stableName(unit: string): string {
  return unit.replace(SCOPE_RANDOM, '').replace(RUN_RANDOM, 'run').replace(INSTANCE_RANDOM, '');
}

/** systemd-escape(1): `\x2d` stands for `-`, byte by byte. What is no UTF-8 then becomes U+FFFD. */
export function unescapeName(name: string): string {
  return name.replace(/(?:\\x[0-9a-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString());
}
