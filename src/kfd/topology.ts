/**
 * The GPUs as KFD numbers them: /sys/class/kfd/kfd/topology/nodes/N (kfd_topology.c), one folder for each CPU and GPU.
 *
 * A GPU in partitions has a node for each of them, and all of them belong to one PCI device.
 */
import { decimal } from '../procfs/decimal.js';

export interface KfdGpu {
  /** As it stands in the names of a process's files: `vram_28851`. */
  readonly gpuId: number;
  /** `renderD128`; null where the node names none. */
  readonly renderNode: string | null;
  /** `0000:c1:00.0`; null where the node does not tell. */
  readonly pciAddress: string | null;
  /** The lines of `properties` that a reading takes along. */
  readonly facts: string;
}

/** What a reading must hold so that it can be understood without the topology. */
const KEPT = ['simd_count', 'simd_per_cu', 'num_sdma_engines', 'num_sdma_xgmi_engines'] as const;

/** All lines of `properties` that are read; others may tell this card from all others in the world. */
export const NODE_KEYS: readonly string[] = [...KEPT, 'drm_render_minor', 'location_id', 'domain'];

/** DRM gives render nodes minors from 128 on. */
const FIRST_RENDER_MINOR = 128;

/** A node from its files `gpu_id` and `properties`; null for a CPU (gpu_id 0) and for what is no node. */
export function parseNode(gpuIdText: string, propertiesText: string): KfdGpu | null {
  const gpuId = decimal(gpuIdText.trim());
  if (gpuId === null || gpuId === 0) return null;
  const properties = parseProperties(propertiesText);
  const minor = properties.get('drm_render_minor') ?? 0;
  const [location, domain] = [properties.get('location_id'), properties.get('domain') ?? 0];
  return {
    gpuId,
    renderNode: minor >= FIRST_RENDER_MINOR ? `renderD${minor}` : null,
    pciAddress: location === undefined || location === 0 ? null : pciAddress(domain, location),
    facts: KEPT.flatMap((key) => (properties.has(key) ? `${key}: ${properties.get(key)}\n` : [])).join(''),
  };
}

/** `key number` in each line; others are passed over. */
function parseProperties(text: string): Map<string, number> {
  const properties = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [key = '', value = ''] = line.trim().split(/\s+/);
    const number = decimal(value);
    if (number !== null) properties.set(key, number);
  }
  return properties;
}

/** @param id bus in the second byte, device and function in the first (pci_dev_id); the partition's number in the highest four bits */
function pciAddress(domain: number, id: number): string | null {
  const location = id % 2 ** 28;
  if (id >= 2 ** 32 || location > 0xffff || domain > 0xffffffff) return null;
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `${hex(domain, 4)}:${hex(location >> 8, 2)}:${hex((location >> 3) & 0x1f, 2)}.${location & 7}`;
}
