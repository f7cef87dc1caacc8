/**
 * The devices of the lab: a desktop that has collected GPUs. The processor's own graphics drives one screen, a Radeon the
 * others, an Arc card computes and transcodes, a GeForce makes pictures, and the NPU sleeps unless somebody speaks.
 */
import { pulse, steady } from '../curve.js';
import type { SimulatedDevice, SimulatedNvidia } from '../machine.js';
import { XE_ENGINES } from '../parts.js';
import { amdgpuSensors, i915Sensors, npuSensors, xeSensors } from '../sensors.js';
import { PID } from './programs.js';

const INTEL = 'Intel Corporation';

export const INTEGRATED: SimulatedDevice = {
  tree: {
    driver: 'i915',
    bus: { kind: 'pci', address: '0000:00:02.0', vendor: '8086', device: '7d67', class: '030000' },
    nodes: ['card0', 'renderD129'],
  },
  pciName: { vendor: INTEL, device: 'Arrow Lake-S [Intel Graphics]' },
  format: 'i915',
  engines: { render: {}, copy: {}, video: { capacity: 2 }, 'video-enhance': {} },
  sensors: i915Sensors({ minMhz: 300, maxMhz: 2000 }),
};

export const RADEON: SimulatedDevice = {
  tree: {
    driver: 'amdgpu',
    bus: { kind: 'pci', address: '0000:03:00.0', vendor: '1002', device: '747e', class: '030000' },
    nodes: ['card1', 'renderD128'],
  },
  pciName: { vendor: 'Advanced Micro Devices, Inc. [AMD/ATI]', device: 'Navi 32 [Radeon RX 7700 XT / 7800 XT]' },
  format: 'amdgpu',
  engines: { gfx: {}, compute: {}, dma: {}, dec: {}, enc: {} },
  sensors: amdgpuSensors({
    vramMib: 16_368,
    gttMib: 31_950,
    maxMhz: 2430,
    power: { idleWatts: 14, watts: { gfx: 205, compute: 90, rocm: 120, dma: 10, dec: 9, enc: 16 } },
    card: { capWatts: 263 },
  }),
  kfd: {
    gpuId: 61522,
    properties: {
      ...{ simd_count: 120, simd_per_cu: 2, num_sdma_engines: 2, num_sdma_xgmi_engines: 0 },
      ...{ location_id: 0x0300, domain: 0, drm_render_minor: 128 },
    },
  },
};

export const ARC: SimulatedDevice = {
  tree: {
    driver: 'xe',
    bus: { kind: 'pci', address: '0000:07:00.0', vendor: '8086', device: '56a0', class: '030000' },
    nodes: ['card2', 'renderD130'],
  },
  pciName: { vendor: INTEL, device: 'DG2 [Arc A770]' },
  format: 'xe',
  engines: { ...XE_ENGINES, ccs: { clockHz: 19_200_000, capacity: 4 } },
  sensors: xeSensors({
    minMhz: 600,
    maxMhz: 2400,
    vramMib: 16_368,
    power: { idleWatts: 38, watts: { ccs: 155, rcs: 140, bcs: 12, vcs: 22, vecs: 14 } },
    capWatts: 190,
  }),
};

export const NPU: SimulatedDevice = {
  tree: {
    driver: 'intel_vpu',
    bus: { kind: 'pci', address: '0000:00:0b.0', vendor: '8086', device: 'ad1d', class: '120000' },
    nodes: ['accel0'],
  },
  pciName: { vendor: INTEL, device: 'Arrow Lake NPU' },
  format: 'ivpu',
  engines: { npu: {} },
  sensors: npuSensors({ maxMhz: 1400 }),
};

export const GEFORCE: SimulatedNvidia = {
  pciAddress: '0000:0a:00.0',
  minor: 0,
  model: 'NVIDIA GeForce RTX 4070',
  vramMib: 12_282,
  capWatts: 200,
  uses: [
    {
      pid: PID.pictures,
      fds: [9, 10, 11],
      sm: pulse(0.93, { everySeconds: 24, onSeconds: 17, rampSeconds: 1 }),
      fbMib: steady(7_314),
    },
  ],
};
