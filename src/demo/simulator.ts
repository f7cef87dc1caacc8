/**
 * A simulated machine in a tree on disk, moved by whoever has the clock.
 *
 * The scanner that reads the tree is the real one; nothing of gpu-top knows that its /proc is made up.
 */
import { putDevice, putOpenFiles, putTextNode } from '../procfs-tree/device-tree.js';
import type { TreeWriter } from '../procfs-tree/tree-writer.js';
import type { Machine, SimulatedNvidia } from './machine.js';
import { TreeMirror } from './mirror.js';
import { stateAt } from './state.js';

export interface Simulator {
  /** Makes the tree show the machine `seconds` after its start. Any step is allowed; time need not be even. */
  advanceTo(seconds: number): void;
}

/** Writes a machine into a tree as it is at its start. */
export function createSimulator(tree: TreeWriter, machine: Machine): Simulator {
  const { startSeconds } = machine;
  tree.setUsers(machine.users);
  tree.writeFile('proc/sys/kernel/hostname', `${machine.host}\n`);
  for (const device of machine.devices) {
    putDevice(tree, device.tree);
    putOpenFiles(tree, device.tree, 0);
  }
  for (const gpu of machine.nvidia ?? []) putNvidia(tree, gpu);
  tree.writeFile('usr/share/misc/pci.ids', pciIds(machine));
  const mirror = new TreeMirror(tree);
  const simulator: Simulator = {
    advanceTo: (seconds) => mirror.show(stateAt(machine, startSeconds + seconds)),
  };
  simulator.advanceTo(0);
  return simulator;
}

/** A GPU as NVIDIA's modules show it without nvidia-drm (nv-procfs.c): no DRM node. */
function putNvidia(tree: TreeWriter, { pciAddress, minor, model }: SimulatedNvidia): void {
  tree.writeFile(`proc/driver/nvidia/gpus/${pciAddress}/information`, `Model: \t\t ${model}\nDevice Minor: \t ${minor}\n`);
  tree.writeFile(`sys/bus/pci/devices/${pciAddress}/power/runtime_status`, 'active\n');
  putTextNode(tree, `dev/nvidia${minor}`, 195, minor);
  putTextNode(tree, 'dev/nvidiactl', 195, 255);
}

/** A pci.ids of the machine's own devices (man 5 pci.ids): vendors in order, their devices below them. */
function pciIds({ devices }: Machine): string {
  const vendors = new Map<string, string[]>();
  for (const {
    tree: { bus },
    pciName,
  } of devices) {
    if (bus.kind !== 'pci' || pciName === undefined) continue;
    const vendor = `${bus.vendor}  ${pciName.vendor}\n`;
    vendors.set(vendor, [...(vendors.get(vendor) ?? []), `\t${bus.device}  ${pciName.device}\n`]);
  }
  const sections = [...vendors].map(([vendor, names]) => vendor + names.sort().join(''));
  return sections.sort().join('');
}
