/** Who uses which device, how much, and with what memory. No engine group is asked for more than it has: the sums stay below 1. */
import { pulse, steady, sum, wander } from '../curve.js';
import type { SimulatedClient } from '../machine.js';
import { GIB, MIB, xeMemory } from '../parts.js';
import { ARC, RADEON } from './devices.js';
import { PID } from './programs.js';

export const CLIENTS: readonly SimulatedClient[] = [
  {
    device: RADEON,
    node: '/dev/dri/card1',
    clientId: 4,
    holders: [
      { pid: PID.shell, fds: [9] },
      { pid: PID.logind, fds: [31] },
    ],
    load: {},
    memory: { vram: { residentBytes: steady(64 * MIB), sharedBytes: 64 * MIB } },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD129',
    clientId: 7,
    holders: [{ pid: PID.shell, fds: [12, 13] }],
    load: {
      gfx: sum(wander('shell', 0.06, 0.15, 4), wander('shell frames', 0, 0.03, 0.7)),
      dma: wander('shell copies', 0, 0.02, 2),
    },
    memory: {
      vram: { residentBytes: wander('shell vram', 108 * MIB, 131 * MIB, 30), sharedBytes: 64 * MIB },
      gtt: { residentBytes: wander('shell gtt', 214 * MIB, 262 * MIB, 20) },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD129',
    clientId: 12,
    holders: [{ pid: PID.xwayland, fds: [11] }],
    load: { gfx: wander('xwayland', 0, 0.02, 2) },
    memory: {
      vram: { residentBytes: steady(9 * MIB), sharedBytes: 4 * MIB },
      gtt: { residentBytes: steady(38 * MIB), sharedBytes: 31 * MIB },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD129',
    clientId: 31,
    holders: [{ pid: PID.firefox, fds: [36] }],
    load: {
      gfx: sum(wander('firefox', 0.04, 0.18, 3), pulse(0.2, { everySeconds: 23, onSeconds: 4, rampSeconds: 0.6 })),
      dma: wander('firefox copies', 0, 0.01, 5),
    },
    memory: {
      vram: { residentBytes: wander('firefox vram', 84 * MIB, 120 * MIB, 16) },
      gtt: { residentBytes: wander('firefox gtt', 520 * MIB, 840 * MIB, 12), sharedBytes: 41 * MIB, absentBytes: 120 * MIB },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD129',
    clientId: 77,
    holders: [{ pid: PID.firefoxVideo, fds: [17] }],
    load: { dec: wander('film', 0.24, 0.41, 5) },
    memory: {
      vram: { residentBytes: steady(22 * MIB) },
      gtt: { residentBytes: wander('film memory', 150 * MIB, 188 * MIB, 25), sharedBytes: 12 * MIB },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD129',
    clientId: 38,
    holders: [{ pid: PID.chat, fds: [24] }],
    load: { gfx: pulse(0.05, { everySeconds: 31, onSeconds: 5, rampSeconds: 0.8 }) },
    memory: { gtt: { residentBytes: steady(73 * MIB) } },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD129',
    clientId: 2051,
    holders: [{ pid: PID.thumbnailer, fds: [5] }],
    load: { dec: wander('thumbnail', 0.2, 0.45, 1.5), gfx: wander('thumbnail scaling', 0, 0.03, 1) },
    memory: { gtt: { residentBytes: steady(61 * MIB) } },
  },
  {
    device: ARC,
    node: '/dev/dri/renderD128',
    clientId: 102,
    holders: [{ pid: PID.game, fds: [52] }],
    load: {
      rcs: sum(wander('game', 0.46, 0.7, 5), wander('game frames', 0, 0.06, 0.6)),
      bcs: wander('game streaming', 0, 0.06, 1.5),
    },
    memory: {
      ...xeMemory(212, 384),
      vram0: { residentBytes: wander('game vram', 5.1 * GIB, 6.2 * GIB, 14), absentBytes: 180 * MIB },
    },
  },
  {
    device: ARC,
    node: '/dev/dri/renderD128',
    clientId: 115,
    holders: [{ pid: PID.obs, fds: [28, 29] }],
    load: { rcs: wander('obs', 0.025, 0.045, 3), vcs: wander('obs encoder', 0.18, 0.27, 5) },
    memory: { ...xeMemory(26, 48), vram0: { residentBytes: steady(342 * MIB) } },
  },
  {
    device: ARC,
    node: '/dev/dri/renderD128',
    clientId: 2049,
    holders: [{ pid: PID.ffmpeg, fds: [6] }],
    load: {
      vcs: wander('transcode', 0.34, 0.58, 5),
      vecs: wander('transcode scaling', 0.08, 0.15, 4),
      rcs: wander('transcode tone mapping', 0.01, 0.03, 3),
    },
    memory: { ...xeMemory(3, 14), vram0: { residentBytes: wander('transcode vram', 180 * MIB, 260 * MIB, 6) } },
  },
  {
    device: ARC,
    node: '/dev/dri/renderD128',
    clientId: 2050,
    clientName: 'harbour.blend',
    holders: [{ pid: PID.blender, fds: [14] }],
    load: {
      ccs: sum(steady(0.3), pulse(0.45, { everySeconds: 14, onSeconds: 10, rampSeconds: 1.2 }), wander('blender', 0, 0.06, 1)),
      bcs: wander('blender copies', 0, 0.03, 2),
    },
    memory: { ...xeMemory(74, 96), vram0: { residentBytes: wander('blender vram', 1.9 * GIB, 2.6 * GIB, 9) } },
  },
];
