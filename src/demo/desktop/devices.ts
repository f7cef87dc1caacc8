/** An Arc card for games, encoding and rendering; the Ryzen's own Radeon drives the screen and plays films. */
import type { SimulatedDevice } from '../machine.js';
import { XE_ENGINES } from '../parts.js';
import { amdgpuSensors, xeSensors } from '../sensors.js';

export const ARC: SimulatedDevice = {
  tree: {
    driver: 'xe',
    bus: { kind: 'pci', address: '0000:03:00.0', vendor: '8086', device: 'e20b', class: '030000' },
    nodes: ['card0', 'renderD128'],
  },
  pciName: { vendor: 'Intel Corporation', device: 'Battlemage G21 [Arc B580]' },
  format: 'xe',
  engines: XE_ENGINES,
  sensors: xeSensors({
    minMhz: 400,
    maxMhz: 2850,
    vramMib: 12_216,
    // The game and a render beside it stay below the card's limit.
    power: { idleWatts: 24, watts: { rcs: 142, ccs: 42, bcs: 9, vcs: 17, vecs: 8 } },
    capWatts: 190,
  }),
};

export const RADEON: SimulatedDevice = {
  tree: {
    driver: 'amdgpu',
    bus: { kind: 'pci', address: '0000:35:00.0', vendor: '1002', device: '1681', class: '030000' },
    nodes: ['card1', 'renderD129'],
  },
  pciName: { vendor: 'Advanced Micro Devices, Inc. [AMD/ATI]', device: 'Rembrandt [Radeon 680M]' },
  format: 'amdgpu',
  engines: { gfx: {}, compute: {}, dma: {}, dec: {}, enc: {} },
  sensors: amdgpuSensors({
    vramMib: 512,
    gttMib: 15_704,
    maxMhz: 2200,
    // The package's power, as an APU tells it: the cores are in it.
    power: { idleWatts: 11, watts: { gfx: 26, compute: 20, dma: 2, dec: 3.5, enc: 4 } },
    card: null,
  }),
};
