/** The demo's processes that hold a GPU. */
import { wander } from '../curve.js';
import type { SimulatedProcess } from '../machine.js';
import { nodeFd } from '../../procfs-tree/tree-fd.js';
import { DESKTOP_SESSION, GAMING, PID as SESSION_PID } from '../session.js';
import { dockerScope, ordinaryFds, service, snapScope, START_SECONDS, USERS, userService } from '../parts.js';

/** Pids of the demo's GPU processes; those of the two that come and go are the first they have. */
export const PID = {
  ...SESSION_PID,
  chromium: 3402,
  blender: 6034,
  training: 6120,
  llama: 6480,
  pictures: 6711,
  ffmpeg: 7210,
  captions: 8100,
} as const;

export const GPU_PROCESSES: readonly SimulatedProcess[] = [
  ...DESKTOP_SESSION,
  {
    pid: PID.chromium,
    comm: 'chrome',
    cmdline: ['/snap/chromium/2987/usr/lib/chromium-browser/chrome', '--type=gpu-process'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: snapScope('chromium', 'chromium'),
    life: { bornSeconds: 2077 },
    fds: ordinaryFds(PID.chromium, 31),
  },
  ...GAMING,
  {
    pid: PID.blender,
    comm: 'blender',
    cmdline: ['blender', '-b', 'harbour.blend', '-E', 'BLENDER_EEVEE_NEXT', '-a'],
    uid: USERS.ben.uid,
    cgroup: `0::/user.slice/user-${USERS.ben.uid}.slice/session-7.scope\n`,
    life: { bornSeconds: 7389 },
    cpu: wander('blender cpu', 0.8, 2.4, 7),
    fds: ordinaryFds(PID.blender, 17),
  },
  {
    pid: PID.training,
    comm: 'python3',
    cmdline: ['python3', 'train.py', '--device', 'xpu', '--epochs', '40'],
    cgroup: dockerScope('3f2a9c81d0e44b7f'),
    life: { bornSeconds: 4102 },
    cpu: wander('training cpu', 0.9, 1.3, 9),
    fds: ordinaryFds(PID.training, 29),
  },
  {
    pid: PID.llama,
    comm: 'llama-server',
    cmdline: ['/opt/llama/llama-server', '-m', '/models/granite-8b-q4.gguf', '-ngl', '99'],
    uid: USERS.ben.uid,
    cgroup: service('llama'),
    life: { bornSeconds: 5208 },
    cpu: wander('llama cpu', 0.3, 1.1, 4),
    fds: { ...ordinaryFds(PID.llama, 21), 5: nodeFd('/dev/kfd') },
  },
  {
    pid: PID.pictures,
    comm: 'python3',
    cmdline: ['python3', 'main.py', '--listen', '127.0.0.1'],
    uid: USERS.anna.uid,
    parentPid: 2290,
    cgroup: userService('app.slice', 'comfyui'),
    life: { bornSeconds: 6644 },
    cpu: wander('pictures cpu', 0.7, 1.2, 6),
    fds: ordinaryFds(PID.pictures, 26),
  },
  {
    pid: PID.ffmpeg,
    comm: 'ffmpeg',
    cmdline: ['/usr/lib/jellyfin-ffmpeg/ffmpeg', '-hwaccel', 'vaapi', '-i', 'file:/media/film.mkv', '-c:v', 'hevc_vaapi'],
    parentPid: 753,
    uid: USERS.jellyfin.uid,
    cgroup: service('jellyfin'),
    life: { firstSeconds: START_SECONDS - 22, everySeconds: 75, aliveSeconds: 52 },
    cpu: wander('ffmpeg cpu', 0.5, 0.9, 3),
    fds: ordinaryFds(PID.ffmpeg, 11),
  },
  {
    pid: PID.captions,
    comm: 'live-captions',
    cmdline: ['/usr/bin/python3', '/usr/bin/live-captions', '--device', 'NPU'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: userService('app.slice', 'live-captions'),
    life: { firstSeconds: START_SECONDS + 18, everySeconds: 84, aliveSeconds: 38 },
    cpu: wander('captions cpu', 0.1, 0.3, 3),
    fds: ordinaryFds(PID.captions, 14),
  },
];
