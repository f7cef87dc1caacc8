/**
 * The machine that every program is shown: one client for each thing that monitors are known to see differently.
 *
 * Loads are steady, so that programs that read at different moments must still agree. Ratios are of a whole engine group:
 * 0.8 of i915's two video engines is 1.6 s of engine time a second.
 */
import { steady } from '../../src/demo/curve.js';
import type { Machine, SimulatedClient, SimulatedDevice } from '../../src/demo/machine.js';

const pci = (address: string, vendor: string, device: string) => ({ kind: 'pci', address, vendor, device }) as const;
/** nvtop leaves out PCI devices that are not enabled. */
const ENABLED = { enable: '1\n' };
const CLOCK = { clockHz: 19_200_000 };

/** Seconds after the start at which the xe client appears; see `Stage`. */
export const XE_BORN_SECONDS = 0.3;
const START_SECONDS = 100;

const I915: SimulatedDevice = {
  tree: { driver: 'i915', bus: pci('0000:00:02.0', '8086', '9a49'), nodes: ['card0', 'renderD128'], files: ENABLED },
  format: 'i915',
  engines: { render: {}, copy: {}, video: { capacity: 2 }, 'video-enhance': {} },
};
const XE: SimulatedDevice = {
  tree: { driver: 'xe', bus: pci('0000:03:00.0', '8086', 'e20b'), nodes: ['card1', 'renderD129'], files: ENABLED },
  format: 'xe',
  engines: { rcs: CLOCK, vcs: { ...CLOCK, capacity: 2 } },
};
const AMDGPU: SimulatedDevice = {
  tree: { driver: 'amdgpu', bus: pci('0000:04:00.0', '1002', '747e'), nodes: ['card2', 'renderD130'], files: ENABLED },
  format: 'amdgpu',
  engines: { gfx: {}, enc: {}, enc_1: {} },
};
const MSM: SimulatedDevice = {
  tree: { driver: 'msm_dpu', bus: { kind: 'platform', name: '3d00000.gpu', compatible: [] }, nodes: ['card3', 'renderD131'] },
  format: 'msm',
  engines: { gpu: { clockHz: 800_000_000 } },
};

type Holders = SimulatedClient['holders'];

function client(device: SimulatedDevice, node: string, holders: Holders, load: Record<string, number>): SimulatedClient {
  const curves = Object.entries(load).map(([engine, ratio]) => [engine, steady(ratio)] as const);
  return {
    device,
    node: `/dev/dri/${node}`,
    clientId: holders[0].pid * 10 + (holders[0].fds[0] ?? 0),
    holders,
    load: Object.fromEntries(curves),
    memory: {},
  };
}

/** Processes by what they are here to show. Pids are unlike any percentage. */
export const PID = { shared: 1100, sharer: 1101, video: 1102, xe: 1200, amdgpu: 1300, msm: 1400 } as const;

export const SCENE: Machine = {
  host: 'peers',
  devices: [I915, XE, AMDGPU, MSM],
  processes: Object.values(PID).map((pid) => ({
    pid,
    comm: `p${pid}`,
    life: { bornSeconds: pid === PID.xe ? START_SECONDS + XE_BORN_SECONDS : 0 },
  })),
  clients: [
    // Clients of i915 are on the card node, as those of a display server: the stage needs its render node for intel_gpu_top.
    client(
      I915,
      'card0',
      [
        { pid: PID.shared, fds: [5, 6] },
        { pid: PID.sharer, fds: [5] },
      ],
      { render: 0.5, video: 0.2 },
    ),
    client(I915, 'card0', [{ pid: PID.video, fds: [5] }], { video: 0.8 }),
    client(I915, 'card0', [{ pid: PID.video, fds: [6] }], { render: 0.1 }),
    client(XE, 'renderD129', [{ pid: PID.xe, fds: [5] }], { rcs: 0.9, vcs: 0.125 }),
    client(AMDGPU, 'renderD130', [{ pid: PID.amdgpu, fds: [5] }], { gfx: 0.7, enc: 0.3, enc_1: 0.1 }),
    client(MSM, 'renderD131', [{ pid: PID.msm, fds: [5] }], { gpu: 0.5 }),
  ],
  users: [],
  startSeconds: START_SECONDS,
};
