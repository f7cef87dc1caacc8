/** DRIVERS.md: what each driver says, from the tables of the code and from what only people know. */
import { readingEffect } from '../../src/drm/fdinfo/reading-wakes.js';

/** What reading a driver's source or a machine with it told. */
interface DriverDoc {
  /** As the driver's module is called. */
  readonly name: string;
  /** What fdinfo calls it (drm-driver), where that is another name. */
  readonly drmName?: string;
  readonly clients: string;
  readonly memory: string;
  /** Busy of the whole device. */
  readonly busy: string;
  readonly clocks: string;
  readonly power: string;
  /** Since which Linux its clients have figures. */
  readonly since: string;
  /** Where gpu-top met it: a VM of test/vm, a made-up tree of fixtures/sysfs, texts of fixtures/fdinfo, or only its source. */
  readonly seenOn: string;
}

const NONE = '-';

export const DRIVERS: readonly DriverDoc[] = [
  {
    ...{
      name: 'amdgpu',
      clients: 'ns by engine; ROCm by KFD',
      memory: 'by region',
      busy: 'gpu_busy_percent',
      clocks: 'shader, memory; what holds them down',
    },
    ...{ power: 'power, limits, temperatures, fan; memory errors', since: '5.14, standard keys 5.19', seenOn: 'tree, texts' },
  },
  {
    ...{
      name: 'i915',
      clients: 'ns by engine',
      memory: 'by region since 6.7',
      busy: 'RC6 of the busiest GT',
      clocks: 'GT; what holds it down',
    },
    ...{ power: 'discrete: energy, limits, fan; integrated: energy by RAPL, as root', since: '5.19', seenOn: 'tree, texts' },
  },
  {
    ...{
      name: 'xe',
      clients: 'cycles by engine; a virtual function: none',
      memory: 'by region',
      busy: 'idle residency of the busiest GT',
    },
    ...{
      clocks: 'GT; what holds it down',
      power: 'energy, limits, temperatures, fans; integrated: energy by RAPL, as root',
      since: '6.8, engines 6.11',
      seenOn: 'tree, texts',
    },
  },
  {
    ...{
      name: 'msm',
      clients: 'ns and cycles',
      memory: 'by region since 6.5',
      busy: NONE,
      clocks: 'devfreq',
      power: 'thermal zones',
    },
    ...{ since: '6.0', seenOn: 'tree, texts' },
  },
  {
    ...{
      name: 'panfrost',
      clients: 'ns and cycles, when told to count',
      memory: 'by region',
      busy: NONE,
      clocks: 'devfreq',
      power: 'thermal zones',
    },
    ...{ since: '6.7', seenOn: 'VM, texts' },
  },
  {
    ...{
      name: 'panthor',
      clients: 'ns and cycles, when told to count',
      memory: 'by region',
      busy: NONE,
      clocks: 'devfreq',
      power: 'thermal zones',
    },
    ...{ since: '6.12', seenOn: 'tree, texts' },
  },
  {
    ...{
      name: 'v3d',
      clients: 'ns by queue',
      memory: 'by region since 6.10',
      busy: 'gpu_stats, the busiest queue',
      clocks: NONE,
      power: 'thermal zones, where one is named gpu',
    },
    ...{ since: '6.6', seenOn: 'VM, texts' },
  },
  {
    ...{
      name: 'nouveau',
      clients: 'names only',
      memory: NONE,
      busy: NONE,
      clocks: NONE,
      power: 'hwmon: temperature, fan, power',
      since: NONE,
    },
    ...{ seenOn: 'tree' },
  },
  {
    ...{
      name: 'nvidia',
      clients: 'by nvidia-smi, while awake and in use',
      memory: 'by nvidia-smi',
      busy: 'by nvidia-smi',
      clocks: 'by nvidia-smi',
    },
    ...{ power: 'by nvidia-smi', since: NONE, seenOn: 'tree' },
  },
  {
    ...{
      name: 'amdxdna',
      drmName: 'amdxdna_accel_driver',
      clients: 'ns, in newer kernels',
      memory: 'likewise',
      busy: NONE,
      clocks: NONE,
    },
    ...{ power: NONE, since: '6.14, figures later', seenOn: 'tree, texts' },
  },
  {
    ...{
      name: 'ivpu',
      drmName: 'intel_vpu',
      clients: 'memory only',
      memory: 'by client; npu_memory_utilization',
      busy: 'npu_busy_time_us',
    },
    ...{ clocks: 'npu_current_frequency_mhz', power: NONE, since: NONE, seenOn: 'tree' },
  },
  {
    ...{ name: 'etnaviv', clients: 'memory', memory: 'by client', busy: NONE, clocks: NONE, power: NONE, since: NONE },
    ...{ seenOn: 'source' },
  },
  ...[
    { name: 'rocket', note: 'source (rocket_drv.c)', power: 'thermal zones' },
    { name: 'ethosu', note: 'source (ethosu_drv.c)' },
    { name: 'qaic', note: 'source (qaic_drv.c, qaic_ras.c)', power: 'error counts' },
  ].map(({ name, note, power = NONE }) => ({
    ...{
      name,
      clients: 'names only: no show_fdinfo',
      memory: NONE,
      busy: NONE,
      clocks: NONE,
      power,
      since: NONE,
      seenOn: note,
    },
  })),
  {
    ...{
      name: 'habanalabs',
      clients: 'names only',
      memory: NONE,
      busy: NONE,
      clocks: 'clk_cur_freq_mhz: asks the card, not read',
    },
    ...{ power: 'hwmon, which asks the card', since: NONE, seenOn: 'source (common/sysfs.c)' },
  },
  {
    ...{
      name: 'mali, kgsl-3d, nvgpu, pvrsrvkm',
      clients: 'none: no DRM node; the device is found by devfreq',
      memory: NONE,
      busy: "devfreq's load; gpu_busy_percentage (KGSL); load (nvgpu)",
      clocks: 'devfreq',
    },
    ...{ power: 'thermal zones', since: "the makers' kernels only", seenOn: 'source' },
  },
  {
    ...{
      name: 'rknpu',
      clients: 'names only',
      memory: NONE,
      busy: 'debugfs rknpu/load, the busiest core: as root',
      clocks: 'devfreq',
    },
    ...{ power: 'thermal zones', since: "Rockchip's kernel only", seenOn: 'source (rknpu_debugger.c)' },
  },
];

const COLUMNS = [
  'driver',
  'clients and engines',
  'memory',
  'busy of device',
  'clocks',
  'power',
  'asking wakes',
  'since Linux',
  'seen on',
];

/** Whether reading a client's fdinfo wakes the device, as far as its source was read for that. */
function wakesText(drmName: string): string {
  const effect = readingEffect(drmName);
  return effect === null ? NONE : effect.wakes ? 'yes, so not asked' : 'no';
}

/** Markdown table of all drivers. */
export function driverTable(): string {
  const rows = DRIVERS.map((each) => {
    const { name, drmName = name, clients, memory, busy, clocks, power, since, seenOn } = each;
    return [name, clients, memory, busy, clocks, power, wakesText(drmName), since, seenOn];
  });
  return [COLUMNS, COLUMNS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
