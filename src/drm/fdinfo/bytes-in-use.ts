/** What of a region's figures is "memory in use". */
import type { RegionBytes } from './fdinfo.js';

/**
 * Bytes in use of one region: resident, else amdgpu's deprecated alias of it (`drm-memory-*`), else total (allocated,
 * perhaps swapped out). One of them and never a sum, or memory is counted twice. Null where the kernel printed none.
 */
export function bytesInUse(region: Readonly<RegionBytes>): number | null {
  return region.residentBytes ?? region.memoryBytes ?? region.totalBytes;
}
