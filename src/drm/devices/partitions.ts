/**
 * Partitions of a GPU (AMD's MI300 and later): a GPU in eight has eight card and eight render nodes, seven of them on platform devices
 * of their own (`amdgpu_xcp_0`, drivers/gpu/drm/amd/amdxcp), which name no parent. They are nodes of one device all the same:
 * fdinfo names the PCI device, memory is counted there, and a node's number says only where work was sent.
 *
 * KFD's topology says which PCI device a render node belongs to. Where it cannot be read, the order does: amdgpu makes the partitions of
 * a GPU before it goes on to the next GPU, so their numbers follow the GPU's own.
 */
import { parseNode } from '../../kfd/topology.js';
import { Failure } from '../../procfs/files.js';
import type { Folder } from './sysfs/folder.js';

const TOPOLOGY = 'class/kfd/kfd/topology/nodes';

/** True for the parent of a partition's nodes, by its name on any bus, or by what its uevent says where a tree calls it otherwise. */
export function isPartition(parentName: string, uevent: ReadonlyMap<string, string>): boolean {
  return /^amdgpu_xcp([._]?\d+)?$/.test(parentName) || (uevent.get('MODALIAS') ?? '').startsWith('platform:amdgpu_xcp');
}

/** PCI addresses by render node, of every GPU that KFD knows. */
export function topologyOf(sys: Folder): ReadonlyMap<string, string> {
  const nodes = sys.folder(TOPOLOGY);
  const found = new Map<string, string>();
  for (const name of nodes?.names() ?? []) {
    const [gpuId, properties] = [nodes?.read(`${name}/gpu_id`), nodes?.read(`${name}/properties`)];
    if (gpuId === undefined || gpuId instanceof Failure || properties === undefined || properties instanceof Failure) continue;
    const gpu = parseNode(gpuId, properties);
    if (gpu?.renderNode != null && gpu.pciAddress !== null) found.set(gpu.renderNode, gpu.pciAddress);
  }
  return found;
}

/** A GPU that may have partitions. */
export interface Whole {
  readonly pciAddress: string;
  readonly numbers: NodeNumbers;
}

/** Numbers of a device's first card node and first render node, as far as there are any. */
export interface NodeNumbers {
  readonly card: number | null;
  readonly render: number | null;
}

/** PCI address of the GPU that a partition belongs to, or null: it stays a device of its own. */
export function wholeOf(part: NodeNumbers, topology: ReadonlyMap<string, string>, wholes: readonly Whole[]): string | null {
  const told = part.render === null ? undefined : topology.get(`renderD${part.render}`);
  if (told !== undefined && wholes.some(({ pciAddress }) => pciAddress === told)) return told;
  const kind = part.card === null ? 'render' : 'card';
  const own = part[kind];
  let last: Whole | null = null;
  for (const whole of wholes) {
    const number = whole.numbers[kind];
    if (own !== null && number !== null && number < own && number > (last?.numbers[kind] ?? -1)) last = whole;
  }
  return last?.pciAddress ?? null;
}
