/**
 * How each driver prints its clients in fdinfo, as data: which lines, in which order, with which separator and units.
 *
 * One printer (fdinfo-text.ts) reads these. A description is taken from the driver's own show_fdinfo, named beside it,
 * so that a tree has the quirks a real reader meets: amdgpu's colon-space-tab, zeros that i915 prints and amdgpu does
 * not, capacities that xe prints behind the counters.
 */

export type MemoryKind = 'total' | 'shared' | 'active' | 'resident' | 'purgeable';

/** `exact`: the largest unit that divides the number, and none for 0 (drm_fdinfo_print_size). Else always that unit. */
export type SizeUnit = 'exact' | 'KiB' | 'kB';

/** One line of an engine: which key and unit it has follows from the word. */
export type EngineLine = 'engine' | 'capacity' | 'cycles' | 'total-cycles' | 'maxfreq' | 'curfreq' | 'jobs' | 'percent';

/** Identity lines: the key printed, and what stands behind it. */
export type IdentityLine = readonly [key: string, field: 'driver' | 'clientId' | 'pdev' | 'clientName' | 'pasid'];

export type Section =
  | { readonly print: 'identity'; readonly lines: readonly IdentityLine[] }
  | {
      readonly print: 'regions';
      /** In this order; a region that the client does not have is left out, or printed as zeros. */
      readonly regions: readonly string[];
      readonly absent: 'left out' | 'zero';
      readonly kinds: readonly MemoryKind[];
      /** A kind printed for some regions only. */
      readonly only?: Readonly<Partial<Record<MemoryKind, readonly string[]>>>;
    }
  | {
      /** One line for one figure, under a key outside the standard. `evicted` is total less resident. */
      readonly print: 'size';
      readonly key: string;
      readonly separator?: string;
      readonly region: string;
      readonly kind: MemoryKind | 'evicted';
      readonly unit: SizeUnit;
    }
  | {
      readonly print: 'engines';
      readonly engines: readonly string[];
      readonly lines: readonly EngineLine[];
      /** Engines that were never used are printed too. */
      readonly idle: boolean;
      readonly separator?: string;
    };

export interface DriverFormat {
  /** The text of drm-driver. */
  readonly drmDriver: string;
  readonly sections: readonly Section[];
}

/** drm_show_fdinfo() of drivers/gpu/drm/drm_file.c prints these first for every driver since Linux 6.5. */
const CORE: Section = {
  print: 'identity',
  lines: [
    ['drm-driver', 'driver'],
    ['drm-client-id', 'clientId'],
    ['drm-pdev', 'pdev'],
    ['drm-client-name', 'clientName'],
  ],
};

/** drm_show_memory_stats(): drivers that leave memory to the GEM helper have one region. */
const GEM_MEMORY: Section = {
  print: 'regions',
  regions: ['memory'],
  absent: 'left out',
  kinds: ['total', 'shared', 'active', 'resident', 'purgeable'],
};

function size(key: string, region: string, kind: MemoryKind | 'evicted', unit: SizeUnit, separator = ':\t'): Section {
  return { print: 'size', key, region, kind, unit, separator };
}

const FORMATS = {
  /** amdgpu_fdinfo.c, Linux 6.14 and later. */
  amdgpu: {
    drmDriver: 'amdgpu',
    sections: [
      CORE,
      { print: 'identity', lines: [['pasid', 'pasid']] },
      {
        print: 'regions',
        regions: ['cpu', 'gtt', 'vram', 'gds', 'gws', 'oa', 'doorbell', 'mmioremap'],
        absent: 'zero',
        kinds: ['total', 'shared', 'resident', 'purgeable'],
      },
      size('drm-memory-vram', 'vram', 'resident', 'KiB'),
      size('drm-memory-gtt', 'gtt', 'resident', 'KiB', ': \t'),
      size('drm-memory-cpu', 'cpu', 'resident', 'KiB', ': \t'),
      size('amd-evicted-vram', 'vram', 'evicted', 'KiB'),
      size('amd-requested-vram', 'vram', 'total', 'KiB'),
      size('amd-requested-gtt', 'gtt', 'total', 'KiB'),
      {
        print: 'engines',
        engines: ['gfx', 'compute', 'dma', 'dec', 'enc', 'enc_1', 'jpeg', 'vpe'],
        lines: ['engine'],
        idle: false,
      },
    ],
  },
  /** amdgpu_fdinfo.c, Linux 5.14 to 5.18: no drm- keys, keys with a space, a percentage in place of a counter. */
  'amdgpu-5.15': {
    drmDriver: 'amdgpu',
    sections: [
      {
        print: 'identity',
        lines: [
          ['pdev', 'pdev'],
          ['pasid', 'pasid'],
        ],
      },
      size('vram mem', 'vram', 'resident', 'kB'),
      size('gtt mem', 'gtt', 'resident', 'kB'),
      size('cpu mem', 'cpu', 'resident', 'kB'),
      { print: 'engines', engines: ['gfx', 'compute', 'dma', 'dec', 'enc', 'enc_1', 'jpeg'], lines: ['percent'], idle: false },
    ],
  },
  /** i915_drm_client.c, Linux 6.8 and later. */
  i915: {
    drmDriver: 'i915',
    sections: [
      CORE,
      {
        print: 'regions',
        regions: ['system0', 'local0', 'stolen-system0', 'stolen-local0'],
        absent: 'left out',
        kinds: ['total', 'shared', 'active', 'resident', 'purgeable'],
      },
      {
        print: 'engines',
        engines: ['render', 'copy', 'video', 'video-enhance', 'compute'],
        lines: ['engine', 'capacity'],
        idle: true,
      },
    ],
  },
  /** xe_drm_client.c: cycles and no ns; purgeable for system memory only. */
  xe: {
    drmDriver: 'xe',
    sections: [
      CORE,
      {
        print: 'regions',
        regions: ['system', 'gtt', 'vram0', 'vram1', 'stolen'],
        absent: 'left out',
        kinds: ['total', 'shared', 'active', 'resident', 'purgeable'],
        only: { purgeable: ['system'] },
      },
      {
        print: 'engines',
        engines: ['rcs', 'bcs', 'vcs', 'vecs', 'ccs'],
        lines: ['cycles', 'total-cycles', 'capacity'],
        idle: true,
      },
    ],
  },
  /** msm_drv.c and msm_gpu.c. */
  msm: {
    drmDriver: 'msm',
    sections: [CORE, { print: 'engines', engines: ['gpu'], lines: ['engine', 'cycles', 'maxfreq'], idle: true }, GEM_MEMORY],
  },
  /** panfrost_drv.c; without profiling a client has frequencies and no counters. */
  panfrost: {
    drmDriver: 'panfrost',
    sections: [
      CORE,
      {
        print: 'engines',
        engines: ['fragment', 'vertex-tiler'],
        lines: ['engine', 'cycles', 'maxfreq', 'curfreq'],
        idle: true,
      },
      GEM_MEMORY,
    ],
  },
  /** panthor_drv.c, Linux 6.14 and later. The region `internal` is what the driver allocates for a client itself. */
  panthor: {
    drmDriver: 'panthor',
    sections: [
      CORE,
      { print: 'engines', engines: ['panthor'], lines: ['engine', 'cycles', 'maxfreq', 'curfreq'], idle: true },
      size('panthor-resident-memory', 'internal', 'resident', 'exact'),
      size('panthor-active-memory', 'internal', 'active', 'exact'),
      GEM_MEMORY,
    ],
  },
  /** v3d_drv.c: colon, space, tab; jobs beside the times. */
  v3d: {
    drmDriver: 'v3d',
    sections: [
      CORE,
      {
        print: 'engines',
        engines: ['bin', 'render', 'tfu', 'csd', 'cache_clean', 'cpu'],
        lines: ['engine', 'jobs'],
        idle: true,
        separator: ': \t',
      },
      GEM_MEMORY,
    ],
  },
  /** etnaviv_drv.c: identity and memory. */
  etnaviv: { drmDriver: 'etnaviv', sections: [CORE, GEM_MEMORY] },
  /** ivpu_drv.c: identity and memory; the device as a whole counts its busy time in sysfs. */
  ivpu: { drmDriver: 'intel_vpu', sections: [CORE, GEM_MEMORY] },
  /** AMD's NPU driver with its engine key, as AMD's own tree prints it; the one in Linux 7 has the sizes only. */
  amdxdna: {
    drmDriver: 'amdxdna_accel_driver',
    sections: [
      CORE,
      { print: 'engines', engines: ['amdxdna_accel_driver'], lines: ['engine'], idle: true },
      size('amdxdna_accel_driver-heap-alloc', 'heap', 'total', 'exact'),
      size('amdxdna_accel_driver-internal-alloc', 'internal', 'total', 'exact'),
      size('amdxdna_accel_driver-external-alloc', 'external', 'total', 'exact'),
      GEM_MEMORY,
    ],
  },
  /** nouveau has no show_fdinfo: its fds show the generic lines alone. */
  nouveau: { drmDriver: 'nouveau', sections: [] },
  /** nvidia-drm makes DRM nodes and prints nothing for them (nvidia-drm-drv.c of the open kernel modules). */
  'nvidia-drm': { drmDriver: 'nvidia-drm', sections: [] },
} as const satisfies Readonly<Record<string, DriverFormat>>;

export type FormatName = keyof typeof FORMATS;

export const DRIVER_FORMATS: Readonly<Record<FormatName, DriverFormat>> = FORMATS;
