import { expect, test } from 'vitest';
import { unitOfCgroup } from '../../src/procfs/unit.js';

const id = '3f2a9c81d0e4b5a6978877665544332211ffeeddccbbaa998877665544332211';
const pod = '12345678-9abc-def0-1234-56789abcdef0';
const podSlice = `kubepods-burstable-pod${pod.replaceAll('-', '_')}.slice`;

test.each([
  ['docker by systemd', `0::/system.slice/docker-${id}.scope`, 'docker:3f2a9c81d0e4'],
  ['docker by cgroupfs, v1', `12:pids:/docker/${id}\n1:name=systemd:/docker/${id}\n0::/`, 'docker:3f2a9c81d0e4'],
  ['podman', `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container`, 'podman:3f2a9c81d0e4'],
  ['docker below a folder with a carriage return', `0::/a\rb\u2028/docker-${id}.scope`, 'docker:3f2a9c81d0e4'],
  ['podman by cgroupfs', `0::/libpod_parent/libpod-${id}`, 'podman:3f2a9c81d0e4'],
  [
    'a pod, containerd',
    `0::/kubepods.slice/kubepods-burstable.slice/${podSlice}/cri-containerd-${id}.scope`,
    `kubernetes:${pod}/3f2a9c81d0e4`,
  ],
  ['a pod, CRI-O', `0::/kubepods.slice/${podSlice}/crio-${id}.scope`, `kubernetes:${pod}/3f2a9c81d0e4`],
  ['a pod by cgroupfs', `0::/kubepods/besteffort/pod${pod}/${id}`, `kubernetes:${pod}/3f2a9c81d0e4`],
  [
    'a pod seen from another cgroup namespace',
    `0::/../../${podSlice}/cri-containerd-${id}.scope`,
    `kubernetes:${pod}/3f2a9c81d0e4`,
  ],
  ['a pod without a container', `0::/kubepods.slice/${podSlice}`, `kubernetes:${pod}`],
  ['docker inside a pod', `0::/kubepods/pod${pod}/${id}/docker/${'ab'.repeat(32)}`, `kubernetes:${pod}/abababababab`],
  ['containerd without kubernetes', `0::/default/${id}`, 'containerd:3f2a9c81d0e4'],
  ['nerdctl', `0::/system.slice/nerdctl-${id}.scope`, 'containerd:3f2a9c81d0e4'],
  ['lxc', '0::/lxc.payload.web/init.scope', 'lxc:web'],
  ['lxc of old', '3:cpu:/lxc/web/user.slice', 'lxc:web'],
  [
    'flatpak',
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.gnome.Maps-4711.scope',
    'flatpak:org.gnome.Maps',
  ],
  ['snap', '0::/user.slice/user-1000.slice/user@1000.service/app.slice/snap.firefox.firefox-8b1c.scope', 'snap:firefox'],
  ['a snap service', '0::/system.slice/snap.lxd.daemon.service', 'snap:lxd'],
  ['a system service', '0::/system.slice/gdm.service', 'gdm.service'],
  ['a sub-group of a service', '0::/system.slice/foo.service/workers/1', 'foo.service'],
  ['a user session', '0::/user.slice/user-1000.slice/session-2.scope', 'session-2.scope'],
  [
    'an application of the desktop',
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-2101.scope',
    'app-gnome-firefox-2101.scope',
  ],
  ['v1 with systemd', '4:memory:/\n1:name=systemd:/system.slice/cron.service\n0::/', 'cron.service'],
  ['the root group', '0::/\n', null],
  ['a slice alone', '0::/user.slice', null],
  ['a path with a colon', '0::/system.slice/a:b.service', 'a:b.service'],
  ['hexadecimal of another length', `0::/docker/${id.slice(1)}`, null],
  ['nothing', '', null],
  ['no cgroup file at all', 'hello\nworld', null],
])('%s', (_, text, expected) => {
  expect(unitOfCgroup(text)).toBe(expected);
});
