/**
 * Who uses which device of the demo, how much, and with what memory. Loads are chosen so that no engine group of a device is
 * ever asked for more than it has: their sums stay below 1.
 */
import { pulse, steady, sum, wander } from '../curve.js';
import type { SimulatedClient, SimulatedKfdUse } from '../machine.js';
import { GIB, MIB, xeMemory } from '../parts.js';
import { ARC, INTEGRATED, NPU, RADEON } from './devices.js';
import { PID } from './programs.js';

/** Answers somebody now and then. */
const LLAMA = pulse(0.26, { everySeconds: 29, onSeconds: 13, rampSeconds: 0.8, fromSeconds: 4 });
const LLAMA_VRAM = steady(5.3 * GIB);

export const KFD_USES: readonly SimulatedKfdUse[] = [
  {
    pid: PID.llama,
    device: RADEON,
    sdma: pulse(0.07, { everySeconds: 29, onSeconds: 13, rampSeconds: 0.8, fromSeconds: 4 }),
    vramBytes: LLAMA_VRAM,
    queues: 3,
  },
];

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
    memory: { vram: { residentBytes: steady(98 * MIB), sharedBytes: 66 * MIB } },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD128',
    clientId: 7,
    holders: [{ pid: PID.shell, fds: [12, 13] }],
    load: {
      gfx: sum(wander('shell', 0.012, 0.055, 4), wander('shell frames', 0, 0.02, 0.7)),
      dma: wander('shell copies', 0, 0.01, 2),
    },
    memory: {
      vram: { residentBytes: wander('shell vram', 290 * MIB, 350 * MIB, 30), sharedBytes: 88 * MIB },
      gtt: { residentBytes: wander('shell gtt', 30 * MIB, 42 * MIB, 20) },
    },
  },
  {
    device: INTEGRATED,
    node: '/dev/dri/card0',
    clientId: 9,
    holders: [
      { pid: PID.shell, fds: [15] },
      { pid: PID.logind, fds: [32] },
    ],
    load: { render: wander('second screen', 0.004, 0.025, 3), copy: wander('second screen copy', 0, 0.006, 4) },
    memory: {
      system0: { residentBytes: steady(61 * MIB), sharedBytes: 52 * MIB },
      'stolen-system0': { residentBytes: steady(0) },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD128',
    clientId: 12,
    holders: [{ pid: PID.xwayland, fds: [11] }],
    load: { gfx: wander('xwayland', 0, 0.012, 2) },
    memory: { vram: { residentBytes: steady(44 * MIB), sharedBytes: 31 * MIB }, gtt: { residentBytes: steady(9 * MIB) } },
  },
  {
    device: INTEGRATED,
    node: '/dev/dri/renderD129',
    clientId: 31,
    holders: [{ pid: PID.firefox, fds: [36] }],
    load: {
      render: sum(wander('firefox', 0.03, 0.14, 3), pulse(0.16, { everySeconds: 23, onSeconds: 4, rampSeconds: 0.6 })),
      copy: wander('firefox copy', 0, 0.01, 5),
    },
    memory: {
      system0: {
        residentBytes: wander('firefox memory', 380 * MIB, 620 * MIB, 12),
        sharedBytes: 41 * MIB,
        absentBytes: 120 * MIB,
      },
    },
  },
  {
    device: INTEGRATED,
    node: '/dev/dri/renderD129',
    clientId: 77,
    holders: [{ pid: PID.firefoxVideo, fds: [17] }],
    load: { video: wander('film', 0.1, 0.19, 5), 'video-enhance': wander('film scaling', 0.02, 0.05, 4) },
    memory: { system0: { residentBytes: wander('film memory', 150 * MIB, 166 * MIB, 25), sharedBytes: 12 * MIB } },
  },
  {
    device: INTEGRATED,
    node: '/dev/dri/renderD129',
    clientId: 38,
    holders: [{ pid: PID.chromium, fds: [24] }],
    load: {},
    memory: { system0: { residentBytes: steady(23 * MIB) } },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD128',
    clientId: 102,
    holders: [{ pid: PID.game, fds: [52] }],
    load: {
      gfx: sum(wander('game', 0.27, 0.45, 5), wander('game frames', 0, 0.05, 0.6)),
      compute: wander('game compute', 0.02, 0.06, 3),
      dma: wander('game streaming', 0, 0.03, 1.5),
    },
    memory: {
      vram: { residentBytes: wander('game vram', 5.1 * GIB, 6.3 * GIB, 14), absentBytes: 180 * MIB },
      gtt: { residentBytes: wander('game gtt', 610 * MIB, 840 * MIB, 18) },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD128',
    clientId: 115,
    holders: [{ pid: PID.obs, fds: [28, 29] }],
    load: { gfx: wander('obs', 0.025, 0.045, 3), enc: wander('obs encoder', 0.18, 0.27, 5) },
    memory: { vram: { residentBytes: steady(342 * MIB) }, gtt: { residentBytes: steady(48 * MIB) } },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD128',
    clientId: 88,
    clientName: 'harbour.blend',
    holders: [{ pid: PID.blender, fds: [14] }],
    load: {
      gfx: sum(pulse(0.2, { everySeconds: 14, onSeconds: 10, rampSeconds: 1.2 }), wander('blender', 0.01, 0.05, 1)),
      compute: pulse(0.08, { everySeconds: 14, onSeconds: 2, rampSeconds: 0.4, fromSeconds: 11 }),
    },
    memory: {
      vram: { residentBytes: sum(steady(1.2 * GIB), pulse(0.7 * GIB, { everySeconds: 14, onSeconds: 10, rampSeconds: 1.5 })) },
      gtt: { residentBytes: steady(212 * MIB) },
    },
  },
  {
    device: RADEON,
    node: '/dev/dri/renderD128',
    clientId: 93,
    holders: [{ pid: PID.llama, fds: [6] }],
    // Its queues are KFD's: fdinfo has their memory and no engine.
    load: { rocm: LLAMA },
    memory: { vram: { residentBytes: LLAMA_VRAM }, gtt: { residentBytes: steady(118 * MIB) } },
  },
  {
    device: ARC,
    node: '/dev/dri/renderD130',
    clientId: 52,
    holders: [{ pid: PID.training, fds: [18, 19, 20] }],
    load: {
      ccs: sum(pulse(0.68, { everySeconds: 37, onSeconds: 32, rampSeconds: 1.5 }), wander('training', 0.02, 0.1, 1)),
      bcs: wander('training copies', 0.01, 0.06, 2),
    },
    memory: {
      ...xeMemory(38, 0),
      gtt: { residentBytes: wander('training gtt', 90 * MIB, 130 * MIB, 8) },
      vram0: { residentBytes: wander('training vram', 9.1 * GIB, 10.4 * GIB, 11) },
    },
  },
  {
    device: ARC,
    node: '/dev/dri/renderD130',
    clientId: 2049,
    holders: [{ pid: PID.ffmpeg, fds: [6] }],
    load: {
      vcs: wander('transcode', 0.36, 0.6, 5),
      vecs: wander('transcode scaling', 0.08, 0.15, 4),
      rcs: wander('transcode tone mapping', 0.01, 0.03, 3),
    },
    memory: { ...xeMemory(3, 14), vram0: { residentBytes: wander('transcode vram', 180 * MIB, 260 * MIB, 6) } },
  },
  {
    device: NPU,
    node: '/dev/accel/accel0',
    clientId: 2050,
    holders: [{ pid: PID.captions, fds: [7] }],
    load: { npu: wander('captions', 0.12, 0.46, 2) },
    memory: { memory: { residentBytes: wander('captions memory', 240 * MIB, 310 * MIB, 5) } },
  },
];
