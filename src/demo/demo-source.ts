/**
 * The demo: a simulated machine in a temp folder, moved by the wall clock and read by the scanner that reads real ones. What
 * shows on the screen is gpu-top at work; only the machine is made up.
 */
import { nodeFiles } from '../procfs/node-files.js';
import { openRoot } from '../procfs/root.js';
import { systemClock } from '../scan/clock.js';
import type { Sweep } from '../scan/sweep.js';
import { ownerLabel, removeDeadTrees } from './dead-trees.js';
import { DESKTOP } from './desktop/desktop.js';
import { LAB } from './lab/lab.js';
import type { Machine } from './machine.js';
import type { Scene } from './scenes.js';
import { simulateSmi } from './nvidia-smi.js';
import { createSimulator } from './simulator.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../procfs-tree/temp-root.js';
import { TreeWriter } from '../procfs-tree/tree-writer.js';
import { createScanSource, type ScanOptions } from '../sources/scan-source.js';
import type { Source } from '../sources/source.js';

export interface DemoOptions extends ScanOptions {
  /** Default the desktop. */
  readonly scene?: Scene | undefined;
}

export const MACHINES: Readonly<Record<Scene, Machine>> = { desktop: DESKTOP, lab: LAB };

/**
 * Writes the simulated machine and gives sweeps of it. `close` removes the folder; so does the end of the process, by signal too.
 *
 * @throws the file system's error when no temp folder can be written.
 */
export function createDemoSource(options: DemoOptions = {}): Source {
  const { scene = 'desktop', clock = systemClock } = options;
  const parent = memoryFolder();
  removeDeadTrees(parent, nodeFiles);
  const folder = makeTempRoot(ownerLabel(nodeFiles), parent);
  const simulator = createSimulator(new TreeWriter(folder), MACHINES[scene]);
  const smi = simulateSmi(MACHINES[scene]);
  const startNs = clock.nowNs();
  const scan = createScanSource({
    ...options,
    root: openRoot({ root: folder }),
    kind: 'demo',
    smi: { shell: [], path: 'nvidia-smi', begin: smi.begin },
  });
  let open = true;
  return {
    present: true,
    async next() {
      if (!open) return null;
      const atNs = clock.nowNs();
      const seconds = Number(atNs - startNs) / 1e9;
      simulator.advanceTo(seconds);
      smi.advanceTo(seconds);
      return asOf(atNs, await scan.next());
    },
    close() {
      open = false;
      removeTempRoot(folder);
      return Promise.resolve();
    },
  };
}

/**
 * A kernel works a counter out while it is being read; the simulator did so before the sweep began. Left as they are, the
 * times of the reads would make a ratio wrong by what the sweeps differ in length. What was left unread keeps its own time.
 */
function asOf(atNs: bigint, sweep: Sweep): Sweep {
  const moved = <T extends { readonly atNs: bigint }>(each: T): T => (each.atNs < atNs ? each : { ...each, atNs });
  const { readings, processReadings, devices } = sweep;
  return {
    ...sweep,
    atNs,
    readings: readings.map(moved),
    ...(processReadings === undefined ? {} : { processReadings: processReadings.map(moved) }),
    devices: devices.map(moved),
  };
}
