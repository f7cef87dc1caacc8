/**
 * What reading a client's fdinfo does to the device, by driver. Each entry names the file that was read for it, and in which version; null:
 * it was not found, and the entry rests on what the driver was seen to print. A driver that is not in the table, and was not read: it is
 * read as ever.
 */

/** What show_fdinfo touches. */
export interface ReadingEffect {
  /** It resumes a suspended device, or keeps one awake that is about to be suspended. */
  readonly wakes: boolean;
  /** What it does, and the function that does it. */
  readonly does: string;
  /** Source file below drivers/, with the commit or the patch series that was read. */
  readonly read: string | null;
}

const MEMORY_STATS = 'counts memory (drm_show_memory_stats of the DRM core)';

const EFFECTS: ReadonlyMap<string, ReadingEffect> = new Map([
  [
    'xe',
    {
      wakes: true,
      does: 'takes a runtime-PM reference and a forcewake to read the GPU clock, and waits for queues that are being removed (show_run_ticks)',
      read: 'gpu/drm/xe/xe_drm_client.c, commit 0739b8ba8227 (after 6.14)',
    },
  ],
  [
    'amdgpu',
    {
      wakes: false,
      does: 'sums fences of contexts and memory statistics (amdgpu_show_fdinfo); before 6.14 it waits for the lock of the root buffer',
      read: 'gpu/drm/amd/amdgpu/amdgpu_fdinfo.c, the series of 2024 that took the lock out',
    },
  ],
  [
    'i915',
    {
      wakes: false,
      does: 'counts memory, then sums run times of contexts, of GuC only those that are pinned (i915_drm_client_fdinfo, guc_context_update_stats)',
      read: 'gpu/drm/i915/i915_drm_client.c, the memory series of 2023 and later',
    },
  ],
  [
    'panfrost',
    {
      wakes: false,
      does: 'prints sums and clocks kept by the driver (panfrost_gpu_show_fdinfo)',
      read: 'gpu/drm/panfrost/panfrost_drv.c, 6.18',
    },
  ],
  [
    'panthor',
    {
      wakes: false,
      does: 'gathers samples from memory of the groups (panthor_gpu_show_fdinfo, panthor_fdinfo_gather_group_samples)',
      read: 'gpu/drm/panthor/panthor_drv.c, the series of 2024 and its changes to 2025',
    },
  ],
  [
    'msm',
    {
      wakes: false,
      does: 'prints sums kept by the driver and memory (msm_show_fdinfo)',
      read: 'gpu/drm/msm/msm_drv.c, the memory series of 2023',
    },
  ],
  [
    'v3d',
    {
      wakes: false,
      does: 'prints sums kept by the driver, with the local clock (v3d_show_fdinfo)',
      read: 'gpu/drm/v3d/v3d_drv.c, 6.8 and the sequence count of 2024',
    },
  ],
  ['etnaviv', { wakes: false, does: MEMORY_STATS, read: 'gpu/drm/etnaviv/etnaviv_drv.c, the series of 2023 and 2026' }],
  [
    'amdxdna_accel_driver',
    {
      wakes: false,
      does: 'prints sums kept by the driver, memory under a mutex (amdxdna_show_fdinfo)',
      read: 'accel/amdxdna/amdxdna_pci_drv.c, 2026',
    },
  ],
  ['intel_vpu', { wakes: false, does: MEMORY_STATS, read: null }],
  [
    'lima',
    {
      wakes: false,
      does: 'prints nothing: a show_fdinfo of 2023 was taken back',
      read: 'gpu/drm/lima/lima_drv.c, commit 0424fdaf883a and the revert of 2023',
    },
  ],
  ['virtio_gpu', { wakes: false, does: 'prints nothing', read: 'gpu/drm/virtio/virtgpu_drv.c, commit 01dd1fa26b85' }],
  ['nouveau', { wakes: false, does: 'prints nothing', read: null }],
]);

/** What reading does; null for a driver that is not in the table. */
export function readingEffect(driver: string): ReadingEffect | null {
  return EFFECTS.get(driver) ?? null;
}

/** True for a driver whose fdinfo may not be read while its device sleeps or may fall asleep. */
export function readingWakes(driver: string | null): boolean {
  return driver !== null && EFFECTS.get(driver)?.wakes === true;
}
