/**
 * The processes that hold a GPU. Three of them come and go, so that in every minute some begin and some end: a transcode in
 * a container, pictures of a render, a thumbnail now and then.
 */
import { wander } from '../curve.js';
import type { SimulatedProcess } from '../machine.js';
import { appScope, dockerScope, flatpakScope, ordinaryFds, START_SECONDS, USERS } from '../parts.js';
import { DESKTOP_SESSION, GAMING, PID as SESSION_PID } from '../session.js';

/** Pids of the GPU processes; those that come and go are the first they have. */
export const PID = {
  ...SESSION_PID,
  chat: 3402,
  ffmpeg: 7210,
  blender: 7222,
  thumbnailer: 7229,
} as const;

export const GPU_PROCESSES: readonly SimulatedProcess[] = [
  ...DESKTOP_SESSION,
  {
    pid: PID.chat,
    comm: 'signal-desktop',
    cmdline: ['/app/Signal/signal-desktop', '--type=gpu-process'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: flatpakScope('org.signal.Signal', 3391),
    life: { bornSeconds: 2077 },
    cpu: wander('chat cpu', 0, 0.02, 8),
    fds: ordinaryFds(PID.chat, 31),
  },
  ...GAMING,
  {
    pid: PID.ffmpeg,
    comm: 'ffmpeg',
    cmdline: ['ffmpeg', '-hwaccel', 'vaapi', '-i', '/media/holiday.mkv', '-c:v', 'hevc_vaapi'],
    parentPid: 734,
    cgroup: dockerScope('3f2a9c81d0e44b7f'),
    life: { firstSeconds: START_SECONDS - 8, everySeconds: 62, aliveSeconds: 26 },
    cpu: wander('ffmpeg cpu', 0.5, 0.9, 3),
    fds: ordinaryFds(PID.ffmpeg, 11),
  },
  {
    pid: PID.blender,
    comm: 'blender',
    cmdline: ['blender', '-b', 'harbour.blend', '-f', '1'],
    uid: USERS.ben.uid,
    cgroup: `0::/user.slice/user-${USERS.ben.uid}.slice/session-7.scope\n`,
    life: { firstSeconds: START_SECONDS + 40, everySeconds: 113, aliveSeconds: 38 },
    cpu: wander('blender cpu', 0.8, 2.4, 7),
    fds: ordinaryFds(PID.blender, 17),
  },
  {
    pid: PID.thumbnailer,
    comm: 'ffmpegthumbnail',
    cmdline: ['/usr/bin/ffmpegthumbnailer', '-i', '/home/anna/Videos/ferry.mp4', '-s', '512'],
    parentPid: 2290,
    uid: USERS.anna.uid,
    cgroup: appScope('gnome-org.gnome.Nautilus', 2963),
    life: { firstSeconds: START_SECONDS + 31, everySeconds: 97, aliveSeconds: 6 },
    cpu: wander('thumbnail cpu', 0.3, 0.8, 2),
    fds: ordinaryFds(PID.thumbnailer, 8),
  },
];
