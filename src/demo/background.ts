/** The rest of the demo's processes: everything that runs on a desktop and has nothing to do with a GPU. */
import { wander } from './curve.js';
import type { SimulatedProcess } from './machine.js';
import { appScope, ordinaryFds, service, userService, USERS } from './parts.js';

const KERNEL_THREADS = [
  'kthreadd',
  'rcu_preempt',
  'ksoftirqd/0',
  'migration/0',
  'kworker/0:1H',
  'kswapd0',
  'amdgpu_dm',
  'card1-crtc0',
  'gfx_0.0.0',
];

/** comm and how many fds it has. */
const SYSTEM: readonly (readonly [string, number])[] = [
  ['systemd-journal', 42],
  ['systemd-udevd', 15],
  ['systemd-resolve', 18],
  ['dbus-broker', 26],
  ['NetworkManager', 24],
  ['polkitd', 9],
  ['accounts-daemon', 8],
  ['bluetoothd', 19],
  ['cupsd', 12],
  ['ModemManager', 13],
  ['udisksd', 14],
  ['upowerd', 11],
  ['power-profiles-', 9],
  ['switcheroo-cont', 8],
  ['sshd', 5],
  ['cron', 4],
  ['dockerd', 33],
  ['containerd', 28],
  ['jellyfin', 61],
  ['gdm', 12],
];

const SESSION: readonly (readonly [string, number])[] = [
  ['systemd', 38],
  ['dbus-broker', 44],
  ['pipewire', 31],
  ['pipewire-pulse', 48],
  ['wireplumber', 27],
  ['gnome-keyring-d', 12],
  ['gnome-session-b', 16],
  ['gsd-color', 12],
  ['gsd-keyboard', 11],
  ['gsd-media-keys', 17],
  ['gsd-power', 13],
  ['gsd-xsettings', 12],
  ['gvfsd', 14],
  ['gvfsd-fuse', 9],
  ['xdg-desktop-por', 22],
  ['xdg-document-po', 12],
  ['evolution-calen', 19],
  ['goa-daemon', 11],
  ['tracker-miner-f', 25],
  ['at-spi-bus-laun', 10],
  ['ibus-daemon', 13],
];

const APPS: readonly (readonly [string, number])[] = [
  ['gnome-terminal-', 21],
  ['zsh', 9],
  ['nvim', 12],
  ['node', 23],
  ['thunderbird', 64],
  ['Web Content', 27],
  ['Isolated Web Co', 29],
  ['Isolated Web Co', 31],
  ['Socket Process', 12],
  ['nautilus', 24],
  ['steam', 92],
  ['steamwebhelper', 47],
  ['wineserver', 86],
  ['signal-desktop', 55],
];

export const BACKGROUND: readonly SimulatedProcess[] = [
  {
    pid: 1,
    comm: 'systemd',
    cmdline: ['/sbin/init'],
    parentPid: 0,
    cgroup: '0::/init.scope\n',
    life: { bornSeconds: 0 },
    fds: ordinaryFds(1, 62),
  },
  ...KERNEL_THREADS.map((comm, index): SimulatedProcess => ({
    pid: 2 + index * 11,
    comm,
    cmdline: [],
    parentPid: index === 0 ? 0 : 2,
    state: 'I',
    cgroup: '0::/\n',
    life: { bornSeconds: 0 },
  })),
  ...SYSTEM.map(([comm, count], index) => ordinary(411 + index * 19, comm, count, 0, service(comm), 4 + index * 0.4)),
  ...SESSION.map(([comm, count], index) =>
    ordinary(2290 + index * 8, comm, count, USERS.anna.uid, userService('session.slice', comm), 38 + index),
  ),
  ...APPS.map(([comm, count], index) =>
    ordinary(
      2900 + index * 7,
      comm,
      count,
      USERS.anna.uid,
      appScope(comm.replaceAll(' ', ''), 2900 + index * 7),
      600 + index * 80,
    ),
  ),
];

function ordinary(pid: number, comm: string, count: number, uid: number, cgroup: string, bornSeconds: number): SimulatedProcess {
  return {
    pid,
    comm,
    cmdline: [`/usr/bin/${comm}`],
    uid,
    cgroup,
    life: { bornSeconds },
    cpu: wander(comm, 0, 0.02, 13),
    fds: ordinaryFds(pid, count),
  };
}
