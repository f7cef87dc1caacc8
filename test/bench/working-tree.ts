/** A procfs tree of 200 working clients on two devices, moved along by this process while others look at it. */
import { wander } from '../../src/demo/curve.js';
import type { Machine, SimulatedDevice } from '../../src/demo/machine.js';
import { createSimulator } from '../../src/demo/simulator.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

const CLIENTS = 200;
const ENGINES = ['gfx', 'compute', 'dma', 'dec', 'enc'];
const MIB = 2 ** 20;
const MOVE_MS = 500;

/** Makes the tree; it is gone when `run` has ended, however it ends. @param clients how many there are */
export async function withWorkingTree(run: (folder: string) => Promise<void>, clients = CLIENTS): Promise<void> {
  const folder = makeTempRoot('bench', memoryFolder());
  const simulator = createSimulator(new TreeWriter(folder), machine(clients));
  const startMs = performance.now();
  const timer = setInterval(() => simulator.advanceTo((performance.now() - startMs) / 1000), MOVE_MS);
  try {
    await run(folder);
  } finally {
    clearInterval(timer);
    removeTempRoot(folder);
  }
}

function device(at: number): SimulatedDevice {
  return {
    tree: {
      driver: 'amdgpu',
      bus: { kind: 'pci', address: `0000:0${at + 3}:00.0`, vendor: '1002', device: '747e', class: '030000' },
      nodes: [`card${at}`, `renderD${128 + at}`],
    },
    format: 'amdgpu',
    engines: Object.fromEntries(ENGINES.map((name) => [name, {}])),
  };
}

function machine(clients: number): Machine {
  const devices = [device(0), device(1)] as const;
  return {
    host: 'bench',
    devices,
    processes: Array.from({ length: clients }, (_, i) => ({
      pid: 2000 + i,
      comm: `worker-${i}`,
      cmdline: ['/usr/lib/firefox/firefox', '-contentproc', '-childID', String(i), '-isForBrowser', '-prefsLen', '31'],
      life: { bornSeconds: 0 },
      cpu: wander(`cpu ${i}`, 0, 0.5, 3),
    })),
    clients: Array.from({ length: clients }, (_, i) => ({
      device: devices[i % 2 === 0 ? 0 : 1],
      node: `/dev/dri/renderD${128 + (i % 2)}`,
      clientId: 10_000 + i,
      holders: [{ pid: 2000 + i, fds: [7] }] as const,
      load: Object.fromEntries(ENGINES.map((name) => [name, wander(`${name} ${i}`, 0.001, 0.02, 2)])),
      memory: { vram: { residentBytes: wander(`vram ${i}`, 10 * MIB, 80 * MIB, 2) } },
    })),
    users: [],
    startSeconds: 100,
  };
}
