/**
 * The programs that both machines of the demo run: a desktop session with a browser, and a game that is being streamed. What
 * they do to which GPU differs.
 */
import { wander } from './curve.js';
import type { SimulatedProcess } from './machine.js';
import { appScope, flatpakScope, ordinaryFds, service, USERS, userService } from './parts.js';

/** Pids of them. */
export const PID = {
  logind: 812,
  shell: 2311,
  xwayland: 2467,
  firefox: 3120,
  firefoxVideo: 3188,
  game: 5533,
  obs: 5871,
} as const;

export const DESKTOP_SESSION: readonly SimulatedProcess[] = [
  {
    pid: PID.logind,
    comm: 'systemd-logind',
    cmdline: ['/usr/lib/systemd/systemd-logind'],
    cgroup: service('systemd-logind'),
    life: { bornSeconds: 9.4 },
    fds: ordinaryFds(PID.logind, 24),
  },
  {
    pid: PID.shell,
    comm: 'gnome-shell',
    cmdline: ['/usr/bin/gnome-shell'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: userService('session.slice', 'org.gnome.Shell@wayland'),
    life: { bornSeconds: 41.2 },
    cpu: wander('shell cpu', 0.03, 0.14, 3),
    fds: ordinaryFds(PID.shell, 46),
  },
  {
    pid: PID.xwayland,
    comm: 'Xwayland',
    cmdline: ['/usr/bin/Xwayland', ':0', '-rootless', '-noreset'],
    parentPid: PID.shell,
    uid: USERS.anna.uid,
    cgroup: userService('session.slice', 'org.gnome.Shell@wayland'),
    life: { bornSeconds: 55.9 },
    cpu: wander('xwayland cpu', 0, 0.03, 4),
    fds: ordinaryFds(PID.xwayland, 22),
  },
  {
    pid: PID.firefox,
    comm: 'firefox',
    cmdline: ['/usr/lib/firefox/firefox'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: appScope('gnome-firefox', PID.firefox),
    life: { bornSeconds: 1310 },
    cpu: wander('firefox cpu', 0.1, 0.6, 5),
    fds: ordinaryFds(PID.firefox, 88),
  },
  {
    pid: PID.firefoxVideo,
    comm: 'RDD Process',
    cmdline: ['/usr/lib/firefox/firefox', '-contentproc', '-parentBuildID', '20261102', '5', 'rdd'],
    parentPid: PID.firefox,
    uid: USERS.anna.uid,
    cgroup: appScope('gnome-firefox', PID.firefox),
    life: { bornSeconds: 8020 },
    cpu: wander('rdd cpu', 0.04, 0.1, 6),
    fds: ordinaryFds(PID.firefoxVideo, 19),
  },
];

export const GAMING: readonly SimulatedProcess[] = [
  {
    pid: PID.game,
    comm: 'Eldermoor.exe',
    cmdline: ['Z:\\home\\anna\\Games\\Eldermoor\\Eldermoor.exe', '-vulkan', '-windowed'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: flatpakScope('com.valvesoftware.Steam', 5412),
    life: { bornSeconds: 9764 },
    cpu: wander('game cpu', 2.1, 4.6, 4),
    fds: ordinaryFds(PID.game, 73),
  },
  {
    pid: PID.obs,
    comm: 'obs',
    cmdline: ['obs', '--minimize-to-tray'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: flatpakScope('com.obsproject.Studio', 5840),
    life: { bornSeconds: 10_233 },
    cpu: wander('obs cpu', 0.2, 0.4, 6),
    fds: ordinaryFds(PID.obs, 41),
  },
];
