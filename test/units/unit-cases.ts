/**
 * Cgroup paths as systems write them, and the units they name. Each says where it was seen or what makes it; ids, names and numbers are
 * changed. A case goes through the whole of cgroup.ts and through scrubbing.
 */
import type { UnitKind, UnitParts } from '../../src/units/unit.js';

export interface UnitCase {
  readonly source: string;
  /** The text of /proc/PID/cgroup without its last newline. */
  readonly text: string;
  /** Null: it names nothing. */
  readonly unit: null | { readonly text: string; readonly kind: UnitKind; readonly parts: UnitParts };
}

const ID = '3f2a9c81d0e4b5a6978877665544332211ffeeddccbbaa998877665544332211';
const INNER = 'cd'.repeat(32);
const POD = '1b2c3d4e-1111-2222-3333-444455556666';
const POD_SLICE = POD.replaceAll('-', '_');
const ALLOC = '6ff3b2a1-0a3f-2b1c-9c0e-1f8d2f6a7b00';
const UUID = '91cb6f3b-7a5e-4c0e-8a33-2b3a7a0b11aa';
const HEX = '4c0f9cd9d9274d7c9b4b0e7a2c4f11aa';
const USER = '/user.slice/user-1000.slice/user@1000.service';

function named(source: string, path: string, text: string, kind: UnitKind, parts: UnitParts): UnitCase {
  return { source, text: /^\d+:/.test(path) ? path : `0::${path}`, unit: { text, kind, parts } };
}

function container(source: string, path: string, kind: UnitKind, more: UnitParts = {}, id: string = ID): UnitCase {
  return named(source, path, `${kind}:${id.slice(0, 12)}`, kind, { container_id: id, ...more });
}

function pod(source: string, path: string, more: UnitParts = {}, id: string = ID): UnitCase {
  return named(source, path, `kubernetes:${POD}/${id.slice(0, 12)}`, 'kubernetes', { pod_uid: POD, container_id: id, ...more });
}

function application(source: string, folder: string, app_id: string, kind: UnitKind = 'app'): UnitCase {
  return named(source, `${USER}/app.slice/${folder}`, `${kind}:${app_id}`, kind, { app_id, user: '1000' });
}

function slurm(source: string, path: string, parts: UnitParts): UnitCase {
  return named(source, path, 'slurm:4242', 'slurm', { slurm_job: '4242', ...parts });
}

function service(source: string, path: string, text: string, more: UnitParts = {}): UnitCase {
  return named(source, path, text, 'systemd', { service: text, ...more });
}

function nothing(source: string, text: string): UnitCase {
  return { source, text, unit: null };
}

export const UNIT_CASES: readonly UnitCase[] = [
  // Containers
  container('docker, systemd driver (moby oci_linux.go)', `/system.slice/docker-${ID}.scope`, 'docker'),
  container('docker, cgroupfs, v2', `/docker/${ID}`, 'docker'),
  container(
    'docker, cgroupfs, v1: each controller and systemd',
    `12:pids:/docker/${ID}\n1:name=systemd:/docker/${ID}\n0::/`,
    'docker',
  ),
  container('docker rootless (docs: rootless mode, cgroup v2)', `${USER}/user.slice/docker-${ID}.scope`, 'docker', {
    user: '1000',
  }),
  container('docker below a delegated service, v1', `4:memory:/system.slice/docker.service/docker/${ID}`, 'docker', {
    service: 'docker.service',
  }),
  container('from another cgroup namespace (cgroup_namespaces(7))', `/../../docker-${ID}.scope`, 'docker'),
  container('BuildKit in dockerd', `/docker/buildkit/${ID}`, 'docker'),
  container('a GitHub Actions runner (cadvisor issue)', `9:cpu:/actions_job/${ID}`, 'docker'),
  container('balenaEngine, systemd driver', `/system.slice/balena-${ID}.scope`, 'docker'),
  container('balenaEngine, cgroupfs', `10:memory:/balena/${ID}`, 'docker'),
  container('docker in docker', `/system.slice/docker-${ID}.scope/docker/${INNER}`, 'docker', {}, INNER),
  container('docker in docker, cgroupfs, v1', `4:cpu:/docker/${ID}/docker/${INNER}`, 'docker', {}, INNER),
  container('docker with systemd as its init', `/system.slice/docker-${ID}.scope/system.slice/sshd.service`, 'docker', {
    service: 'sshd.service',
  }),
  container('ECS on EC2, v1 (amazon-ecs-agent, task/cgroup)', `4:memory:/ecs/${HEX}/${ID}`, 'docker', { ecs_task: HEX }),
  container(
    'ECS on EC2, v2 (amazon-ecs-agent: ecstasks.slice)',
    `/ecstasks.slice/ecstasks-${HEX}.slice/docker-${ID}.scope`,
    'docker',
    { ecs_task: HEX },
  ),
  container('ECS with UUIDs of tasks (before 2018)', `4:memory:/ecs/${UUID}/${ID}`, 'docker', { ecs_task: UUID }),
  container(
    'Fargate 1.4 (tests of several tracers)',
    `1:name=systemd:/ecs/${HEX}/${HEX}-1234567890`,
    'docker',
    { ecs_task: HEX },
    `${HEX}-1234567890`,
  ),
  container(
    'Fargate, the task left out',
    `1:name=systemd:/ecs/${HEX}-1234567890`,
    'docker',
    { ecs_task: HEX },
    `${HEX}-1234567890`,
  ),
  container('ECS on EC2 with the cluster in the path', `4:memory:/ecs/gpu-fleet/${HEX}/${ID}`, 'docker', { ecs_task: HEX }),
  container("docker's systemd path taken by cgroupfs (runc: slice:prefix:name)", `/system.slice:docker:${ID}`, 'docker'),
  container('podman so', `/machine.slice:libpod:${ID}`, 'podman'),
  container('CRI-O so', `/system.slice:crio:${ID}`, 'crio'),
  container('containerd so', `/system.slice:cri-containerd:${ID}`, 'containerd'),
  container('another runtime so', `/user.slice:youki:${ID}`, 'container'),
  container('podman, rootful', `/machine.slice/libpod-${ID}.scope/container`, 'podman'),
  container('podman, rootless', `${USER}/user.slice/libpod-${ID}.scope/container`, 'podman', { user: '1000' }),
  container(
    'podman, in a pod of its own',
    `/machine.slice/machine-libpod_pod_${INNER}.slice/libpod-${ID}.scope/container`,
    'podman',
  ),
  container('podman, cgroupfs', `/libpod_parent/libpod-${ID}`, 'podman'),
  container('podman, quadlet (cgroups=split)', `/system.slice/frigate.service/libpod-payload-${ID}`, 'podman', {
    service: 'frigate.service',
  }),
  container('conmon', `/machine.slice/libpod-conmon-${ID}.scope`, 'podman'),
  container('CRI-O without kubelet', `/system.slice/crio-${ID}.scope`, 'crio'),
  container('nerdctl, systemd driver', `/system.slice/nerdctl-${ID}.scope`, 'containerd'),
  container('nerdctl rootless', `${USER}/user.slice/nerdctl-${ID}.scope`, 'containerd', { user: '1000' }),
  container('containerd, cgroupfs: the namespace is the folder', `/default/${ID}`, 'containerd'),
  container('a runtime that nobody here knows, systemd driver', `/system.slice/youki-${ID}.scope`, 'container'),
  container('docker in an LXC container', `/lxc/101/ns/system.slice/docker-${ID}.scope`, 'docker', { machine: '101' }),
  container('docker inside a Slurm job', `/system.slice/slurmstepd.scope/job_4242/step_0/user/docker-${ID}.scope`, 'docker', {
    slurm_job: '4242',
    step: '0',
  }),

  // Kubernetes
  pod(
    'kubelet, systemd driver, containerd',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD_SLICE}.slice/cri-containerd-${ID}.scope`,
  ),
  pod('kubelet, systemd driver, guaranteed', `/kubepods.slice/kubepods-pod${POD_SLICE}.slice/cri-containerd-${ID}.scope`),
  pod('kubelet, CRI-O', `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD_SLICE}.slice/crio-${ID}.scope`),
  pod('kubelet, CRI-O with a container folder', `/kubepods.slice/kubepods-pod${POD_SLICE}.slice/crio-${ID}.scope/container`),
  pod('kubelet, cri-dockerd', `/kubepods.slice/kubepods-pod${POD_SLICE}.slice/docker-${ID}.scope`),
  pod('kubelet, cgroupfs', `/kubepods/besteffort/pod${POD}/${ID}`),
  pod(
    "kubelet's slice, and containerd with cgroupfs in it",
    `/kubepods.slice/kubepods-pod${POD_SLICE}.slice/cri-containerd:${ID}`,
  ),
  pod('k3s with cgroupfs', `/system.slice/k3s.service/kubepods/burstable/pod${POD}/${ID}`, { service: 'k3s.service' }),
  pod('microk8s, a snap', `/system.slice/snap.microk8s.daemon-containerd.service/kubepods/pod${POD}/${ID}`, {
    app_id: 'microk8s',
  }),
  pod(
    'a kubelet below a slice of its own',
    `/azure.slice/kubepods.slice/kubepods-pod${POD_SLICE}.slice/cri-containerd-${ID}.scope`,
  ),
  pod('a folder that the container made', `/kubepods/pod${POD}/crio-${ID}/nested/deeper`),
  pod('kubelet, cgroupfs, CRI-O', `/kubepods/burstable/pod${POD}/crio-${ID}`),
  pod(
    'kubelet, cgroupfs, v1',
    `11:memory:/kubepods/burstable/pod${POD}/${ID}\n1:name=systemd:/kubepods/burstable/pod${POD}/${ID}`,
  ),
  pod(
    'containerd with cgroupfs below a systemd kubelet (GKE, k3s)',
    `/system.slice/containerd.service/kubepods-burstable-pod${POD_SLICE}.slice:cri-containerd:${ID}`,
    { service: 'containerd.service' },
  ),
  pod('the same at the root (kepler, cgroup tests)', `3:cpuset:/kubepods-besteffort-pod${POD_SLICE}.slice:cri-containerd:${ID}`),
  pod('the same with CRI-O', `/system.slice/crio.service/kubepods-pod${POD_SLICE}.slice:crio:${ID}`, { service: 'crio.service' }),
  pod('another cgroup namespace', `/../../kubepods-burstable-pod${POD_SLICE}.slice/cri-containerd-${ID}.scope`),
  pod(
    'kind: a node in docker',
    `/system.slice/docker-${INNER}.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${POD_SLICE}.slice/cri-containerd-${ID}.scope`,
  ),
  pod('minikube with the docker driver', `/docker/${INNER}/kubelet/kubepods/burstable/pod${POD}/${ID}`),
  pod('k3s in an LXC container', `/lxc.payload.node1/kubepods/pod${POD}/${ID}`, { machine: 'node1' }),
  pod('docker in a pod (CI runners)', `/kubepods/pod${POD}/${ID}/docker/${INNER}`, {}, INNER),
  named(
    'a pod without a container (pause of Kata)',
    `/kubepods.slice/kubepods-pod${POD_SLICE}.slice`,
    `kubernetes:${POD}`,
    'kubernetes',
    { pod_uid: POD },
  ),
  named(
    'a static pod: a checksum for a uid',
    `/kubepods/burstable/pod${HEX}/${ID}`,
    `kubernetes:${HEX}/3f2a9c81d0e4`,
    'kubernetes',
    { pod_uid: HEX, container_id: ID },
  ),

  // Machines
  named('LXC 4', '/lxc.payload.web/init.scope', 'lxc:web', 'lxc', { machine: 'web', service: 'init.scope' }),
  named('LXC 3, v1', '3:cpu:/lxc/web/user.slice', 'lxc:web', 'lxc', { machine: 'web' }),
  named('Incus, a service in it', '/lxc.payload.media/system.slice/jellyfin.service', 'lxc:media', 'lxc', {
    machine: 'media',
    service: 'jellyfin.service',
  }),
  named('LXD, a project', '/lxc.payload.proj_media', 'lxc:proj_media', 'lxc', { machine: 'proj_media' }),
  named('Incus in Incus', '/lxc.payload.outer/lxc.payload.inner/system.slice', 'lxc:inner', 'lxc', { machine: 'inner' }),
  named(
    'LXC unprivileged by a user: uids in it are its own',
    `${USER}/user.slice/lxc.payload.box/user.slice/user-1001.slice/session-1.scope`,
    'lxc:box',
    'lxc',
    { machine: 'box', user: '1000' },
  ),
  named('Proxmox, a container', '/lxc/101/ns/system.slice/jellyfin.service', 'lxc:101', 'lxc', {
    machine: '101',
    service: 'jellyfin.service',
  }),
  named('libvirt LXC', '/machine.slice/machine-lxc\\x2d4212\\x2dbox.scope/libvirt', 'lxc:box', 'lxc', { machine: 'box' }),
  named('nspawn, its init', '/machine.slice/systemd-nspawn@arch.service/payload/init.scope', 'nspawn:arch', 'nspawn', {
    machine: 'arch',
    service: 'init.scope',
  }),
  named(
    'nspawn, a session in it',
    '/machine.slice/systemd-nspawn@arch.service/payload/user.slice/user-1000.slice/session-1.scope',
    'nspawn:arch',
    'nspawn',
    { machine: 'arch' },
  ),
  named('nspawn, the supervisor', '/machine.slice/systemd-nspawn@arch.service/supervisor', 'nspawn:arch', 'nspawn', {
    machine: 'arch',
  }),
  named('nspawn by hand', '/machine.slice/machine-my\\x2dbox.scope/payload', 'nspawn:my-box', 'nspawn', { machine: 'my-box' }),
  named('libvirt, systemd', '/machine.slice/machine-qemu\\x2d3\\x2dwin11.scope/libvirt/emulator', 'vm:win11', 'vm', {
    machine: 'win11',
  }),
  named(
    'libvirt, a name with dashes',
    '/machine.slice/machine-qemu\\x2d1\\x2ddebian12\\x2dgpu.scope/libvirt/vcpu0',
    'vm:debian12-gpu',
    'vm',
    { machine: 'debian12-gpu' },
  ),
  named('libvirt, a name that is not ASCII', '/machine.slice/machine-qemu\\x2d1\\x2dk\\xc3\\xbcche.scope', 'vm:küche', 'vm', {
    machine: 'küche',
  }),
  named('libvirt without systemd', '4:cpuset:/machine/qemu-5-test.libvirt-qemu/emulator', 'vm:test', 'vm', { machine: 'test' }),
  named(
    'libvirt, a dot in the name',
    '/machine.slice/machine-qemu\\x2d12\\x2dubuntu22.04.scope/libvirt/vcpu3',
    'vm:ubuntu22.04',
    'vm',
    {
      machine: 'ubuntu22.04',
    },
  ),
  container('docker in nspawn', `/machine.slice/systemd-nspawn@arch.service/payload/system.slice/docker-${ID}.scope`, 'docker', {
    machine: 'arch',
  }),
  named('libvirt 1, without a number', '4:cpuset:/machine/instance-0000013e.libvirt-qemu/vcpu0', 'vm:instance-0000013e', 'vm', {
    machine: 'instance-0000013e',
  }),
  named('libvirt 0.9', '2:cpu:/libvirt/qemu/win11/vcpu0', 'vm:win11', 'vm', { machine: 'win11' }),
  named('Proxmox, a VM', '/qemu.slice/100.scope', 'vm:100', 'vm', { machine: '100' }),
  named('systemd-vmspawn', '/machine.slice/systemd-vmspawn@fedora.service', 'vm:fedora', 'vm', { machine: 'fedora' }),

  // Jobs
  slurm('Slurm, v2', '/system.slice/slurmstepd.scope/job_4242/step_0/user/task_0', { step: '0', task: '0' }),
  slurm('Slurm, v2, the batch script', '/system.slice/slurmstepd.scope/job_4242/step_batch/user/task_special', {
    step: 'batch',
    task: 'special',
  }),
  slurm('Slurm, v2, an adopted ssh session', '/system.slice/slurmstepd.scope/job_4242/step_extern/user', { step: 'extern' }),
  slurm('Slurm, v2, its own processes of a step', '/system.slice/slurmstepd.scope/job_4242/step_0/slurm', { step: '0' }),
  slurm('Slurm, v2, several slurmd on a host', '/system.slice/node7_slurmstepd.scope/job_4242/step_1/user/task_3', {
    step: '1',
    task: '3',
  }),
  slurm(
    'Slurm, v1: in the controllers it uses, beside slurmd',
    '11:cpuset:/slurm/uid_1000/job_4242/step_0\n1:name=systemd:/system.slice/slurmd.service',
    { user: '1000', step: '0' },
  ),
  slurm('Slurm, v1, task by task', '10:devices:/slurm/uid_1000/job_4242/step_interactive/task_0', {
    user: '1000',
    step: 'interactive',
    task: '0',
  }),
  slurm('Slurm, v1, several slurmd', '4:memory:/slurm_node7/uid_1000/job_4242/step_batch', { user: '1000', step: 'batch' }),
  named('PBS Professional hook, v1', '4:memory:/pbs_jobs.service/jobid/2404743.opbs', 'pbs:2404743.opbs', 'pbs', {
    pbs_job: '2404743.opbs',
  }),
  named('OpenPBS hook, v2 (ceems exporter)', '/pbs_jobs.service/jobs/12345.server', 'pbs:12345.server', 'pbs', {
    pbs_job: '12345.server',
  }),
  named('PBS, a slice for each job', '4:memory:/pbspro.slice/pbspro-12345.head\\x2d1.slice', 'pbs:12345.head-1', 'pbs', {
    pbs_job: '12345.head-1',
  }),
  named('Torque', '4:cpuset:/torque/991.head', 'pbs:991.head', 'pbs', { pbs_job: '991.head' }),
  named('LSF, v1 (process tracking)', '8:freezer:/lsf/cluster1/job.3517.24066.1700000000', 'lsf:3517', 'lsf', {
    lsf_job: '3517',
  }),
  named('LSF, one of an array', '4:memory:/lsf/cluster1/job.3517[7].24066.1700000000', 'lsf:3517[7]', 'lsf', {
    lsf_job: '3517[7]',
  }),
  named(
    'HTCondor (manual: cgroup-based process tracking)',
    '4:memory:/htcondor/condor_var_lib_condor_execute_slot1',
    'htcondor:slot1',
    'htcondor',
    { condor_slot: 'slot1' },
  ),
  named(
    'HTCondor, a dynamic slot, v2',
    '/system.slice/htcondor/condor_var_lib_condor_execute_slot1_23@node7.example.org',
    'htcondor:slot1_23',
    'htcondor',
    { condor_slot: 'slot1_23' },
  ),
  named('Nomad, v2 (client/lib/cgroupslib)', `/nomad.slice/share.slice/${ALLOC}.server.scope`, 'nomad:6ff3b2a1/server', 'nomad', {
    nomad_alloc: ALLOC,
    task: 'server',
  }),
  named('Nomad, v2, reserved cores', `/nomad.slice/reserve.slice/${ALLOC}.render-1.scope`, 'nomad:6ff3b2a1/render-1', 'nomad', {
    nomad_alloc: ALLOC,
    task: 'render-1',
  }),
  named('Nomad, v1', `4:cpuset:/nomad/share/${ALLOC}.server`, 'nomad:6ff3b2a1/server', 'nomad', {
    nomad_alloc: ALLOC,
    task: 'server',
  }),

  // Applications
  application('GNOME (systemd: DESKTOP_ENVIRONMENTS)', 'app-gnome-firefox-4113.scope', 'firefox'),
  application('GNOME, an id with a dash', 'app-gnome-google\\x2dchrome-2345.scope', 'google-chrome'),
  application('a launcher that does not escape', 'app-gnome-google-chrome-2345.scope', 'google-chrome'),
  application('KDE, a service', `app-org.mozilla.firefox@${HEX}.service`, 'org.mozilla.firefox'),
  application('KDE, a scope, and a tab in it', 'app-org.kde.konsole-2233.scope/tab(2240).scope', 'org.kde.konsole'),
  application('a random part that is a UUID', `app-firefox-${UUID}.scope`, 'firefox'),
  application(
    'autostart (systemd-xdg-autostart-generator)',
    'app-gnome\\x2dkeyring\\x2dssh@autostart.service',
    'gnome-keyring-ssh',
  ),
  application('a service without a random part', 'app-niri-alacritty.service', 'alacritty'),
  application('uwsm on Hyprland', 'app-Hyprland-foot-1a2b3c4d.scope', 'foot'),
  application('a game of Steam', 'app-steam-app1245620-9911.scope', 'app1245620'),
  application(
    'D-Bus activation (dbus-broker-launch)',
    'app-dbus\\x2d:1.2\\x2dorg.gnome.Nautilus.slice/dbus-:1.16-org.gnome.Nautilus@0.service',
    'org.gnome.Nautilus',
  ),
  application(
    'GNOME Terminal: a scope for each tab',
    `app-org.gnome.Terminal.slice/vte-spawn-${UUID}.scope`,
    'org.gnome.Terminal',
  ),
  application('Flatpak', 'app-flatpak-com.valvesoftware.Steam-12345.scope', 'com.valvesoftware.Steam', 'flatpak'),
  application(
    'Flatpak, an id with a dash',
    'app-flatpak-org.gnome.Builder\\x2dDevel-812.scope',
    'org.gnome.Builder-Devel',
    'flatpak',
  ),
  application('Flatpak before 1.12', 'flatpak-org.gnome.Maps-4711.scope', 'org.gnome.Maps', 'flatpak'),
  application('snapd', `snap.firefox.firefox-${UUID}.scope`, 'firefox', 'snap'),
  application('snapd before 2.60', `snap.firefox.firefox.${UUID}.scope`, 'firefox', 'snap'),
  named('a service of a snap', '/system.slice/snap.lxd.daemon.service', 'snap:lxd', 'snap', { app_id: 'lxd' }),
  named(
    'snapd, v1: its freezer',
    '7:freezer:/snap.vlc\n1:name=systemd:/user.slice/user-1000.slice/session-2.scope',
    'snap:vlc',
    'snap',
    { app_id: 'vlc' },
  ),
  named('Android', '/apps/uid_10123/pid_23456', 'app:u0_a123', 'app', { app_id: 'u0_a123', user: '10123' }),
  named('Android, a second user, v1', '3:cpuset:/top-app\n1:acct:/uid_1010123/pid_77', 'app:u10_a123', 'app', {
    app_id: 'u10_a123',
    user: '1010123',
  }),
  named('Android, its first application', '/apps/uid_10000/pid_23456', 'app:u0_a0', 'app', { app_id: 'u0_a0', user: '10000' }),
  named('Android, the system', '/system/uid_1000/pid_800', 'app:uid_1000', 'app', { app_id: 'uid_1000', user: '1000' }),

  // Services and sessions
  service('a service of the system', '/system.slice/gdm.service', 'gdm.service'),
  service('sub-groups are the service’s own affair', '/system.slice/foo.service/workers/1', 'foo.service'),
  service('a scope in a service (Delegate=)', '/system.slice/foo.service/bar.scope', 'foo.service'),
  service('systemd beside v1', '4:memory:/\n1:name=systemd:/system.slice/cron.service\n0::/', 'cron.service'),
  service('a template', '/system.slice/system-llama.slice/llama@8080.service', 'llama@8080.service'),
  service('a service of a user', `${USER}/session.slice/org.gnome.Shell@wayland.service`, 'org.gnome.Shell@wayland.service', {
    user: '1000',
  }),
  service('a user’s systemd itself', USER, 'user@1000.service', { user: '1000' }),
  service('slurmd’s helpers are no job', '/system.slice/slurmstepd.scope/system', 'slurmstepd.scope'),
  service('systemd-run --scope', `${USER}/app.slice/run-u42.scope`, 'run.scope', { user: '1000' }),
  service('systemd-run since 256', `${USER}/app.slice/run-p812-i4711.scope`, 'run.scope', { user: '1000' }),
  service('systemd-run', '/system.slice/run-u17.service', 'run.service'),
  service('systemd-run, by invocation', `/system.slice/run-r${HEX}.service`, 'run.service'),
  service('a terminal’s tab (VTE)', `${USER}/app.slice/vte-spawn-${UUID}.scope`, 'vte-spawn.scope', { user: '1000' }),
  service('tmux', `${USER}/tmux-spawn-${UUID}.scope`, 'tmux-spawn.scope', { user: '1000' }),
  service('podman itself', `${USER}/user.slice/podman-2233.scope`, 'podman.scope', { user: '1000' }),
  service('Apptainer', `${USER}/user.slice/apptainer-4711.scope`, 'apptainer.scope', { user: '1000' }),
  service(
    'a service for each connection',
    '/system.slice/system-sshd.slice/sshd@12-192.0.2.1:22-192.0.2.7:51234.service',
    'sshd.service',
  ),
  service('a colon in the name', '/system.slice/a:b.service', 'a:b.service'),
  service(
    'hexadecimal of another length is no container',
    `/system.slice/docker-${ID.slice(1)}.scope`,
    `docker-${ID.slice(1)}.scope`,
  ),
  named('a login (logind)', '/user.slice/user-1000.slice/session-3.scope', 'session:1000', 'session', { user: '1000' }),
  named('a login without a seat', '/user.slice/user-1000.slice/session-c1.scope', 'session:1000', 'session', { user: '1000' }),
  named('elogind, v1', '1:name=elogind:/c2\n4:memory:/', 'session', 'session', {}),
  named('elogind, v2', '/3', 'session', 'session', {}),
  named('OpenRC, v1', '1:name=openrc:/sway\n4:memory:/', 'openrc:sway', 'openrc', { service: 'sway' }),
  named('OpenRC, v2', '/openrc.sway', 'openrc:sway', 'openrc', { service: 'sway' }),

  // Nothing, and what wants to be something
  nothing('the root', '0::/'),
  nothing('a slice', '0::/user.slice'),
  nothing('a user’s slice', '0::/user.slice/user-1000.slice'),
  nothing('no text', ''),
  nothing('another text', 'hello\nworld'),
  nothing('an id without a folder', `0::/${ID}`),
  nothing('an id of another length', `0::/docker/${ID.slice(1)}`),
  nothing('a suffix alone', '0::/system.slice/.service/.scope'),
  container('line breaks of other systems in a folder', `/a\rb\u2028/docker-${ID}.scope`, 'docker'),
  application(
    'escapes of control characters stay what they are, for whoever prints them',
    'app-flatpak-a\\x1b\\x0a-1.scope',
    'a\x1b\n',
    'flatpak',
  ),
  application('an escape that is no UTF-8', 'app-a\\xff-1.scope', 'a\ufffd'),
  application('half an escape', 'app-a\\x2-1.scope', 'a\\x2'),
  named('a name longer than a folder can have', `/lxc.payload.${'x'.repeat(3000)}`, `lxc:${'x'.repeat(255)}`, 'lxc', {
    machine: 'x'.repeat(255),
  }),
  named('a job below a user’s own subtree: what is claimed, and by whom', `${USER}/slurm/uid_0/job_4242`, 'slurm:4242', 'slurm', {
    user: '1000',
    slurm_job: '4242',
  }),
];
