/**
 * What reading a client's fdinfo does to the device, by driver: each driver's show_fdinfo was read for it (Linux 6.17 and drm-tip of
 * 2025). A driver that is not in the table prints variables of its own, or nothing, as far as is known.
 */

/** What show_fdinfo touches. */
export interface ReadingEffect {
  /** It resumes a suspended device, or keeps one awake that is about to be suspended. */
  readonly wakes: boolean;
  /** What it does, and the function that does it. */
  readonly does: string;
}

const EFFECTS: ReadonlyMap<string, ReadingEffect> = new Map([
  [
    'xe',
    { wakes: true, does: 'takes a runtime-PM reference and a forcewake to read the GPU clock (show_run_ticks, xe_drm_client.c)' },
  ],
  [
    'amdgpu',
    { wakes: false, does: 'sums fences and memory statistics (amdgpu_show_fdinfo); before 6.14 it waits for the root buffer' },
  ],
  [
    'i915',
    { wakes: false, does: 'reads contexts that are pinned already (intel_context_pin_if_active in guc_context_update_stats)' },
  ],
  ['panfrost', { wakes: false, does: 'prints sums kept by the driver (panfrost_gpu_show_fdinfo)' }],
  ['panthor', { wakes: false, does: 'gathers samples from memory of the groups (panthor_gpu_show_fdinfo)' }],
  ['msm', { wakes: false, does: 'prints sums kept by the driver (msm_gpu_show_fdinfo)' }],
  ['v3d', { wakes: false, does: 'prints sums kept by the driver, with the local clock (v3d_show_fdinfo)' }],
  ['etnaviv', { wakes: false, does: 'counts memory (drm_show_memory_stats)' }],
  ['intel_vpu', { wakes: false, does: 'counts memory (drm_show_memory_stats)' }],
  ['amdxdna_accel_driver', { wakes: false, does: 'prints sums kept by the driver under a mutex (amdxdna_show_fdinfo)' }],
  ['lima', { wakes: false, does: 'has none' }],
  ['nouveau', { wakes: false, does: 'has none' }],
  ['virtio_gpu', { wakes: false, does: 'has none' }],
]);

/** What reading does, null for a driver whose source nobody read for it. */
export function readingEffect(driver: string): ReadingEffect | null {
  return EFFECTS.get(driver) ?? null;
}

/** True for a driver whose fdinfo may not be read while its device sleeps or may fall asleep. */
export function readingWakes(driver: string | null): boolean {
  return driver !== null && EFFECTS.get(driver)?.wakes === true;
}
