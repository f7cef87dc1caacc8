/**
 * The moving files of sysfs, by driver, as functions of what a device did.
 *
 * Temperature follows the load of the last half minute and power that of the moment, so that the figures of the demo hang
 * together; counters (idle time, energy) are exact integrals, like those of the clients.
 */
import type { Curve } from './curve.js';

/** A device at a moment. Its loads are sums over clients, of the whole engine group: 0..1. */
export interface DeviceMoment {
  readonly seconds: number;
  /** Sum of the clients' loads on an engine, as a function of time. 0 while a client does not live. */
  readonly load: (engine: string) => Curve;
  /** Bytes in use in a region by all clients. */
  readonly usedBytes: (region: string) => number;
  /** A client lives now or did so just before, so that the device is not asleep. */
  readonly awake: boolean;
}

/** Text by path below the device's folder, and below the folder of its first node. */
export interface SensorFiles {
  readonly device?: Readonly<Record<string, string>>;
  readonly node?: Readonly<Record<string, string>>;
  /** What the cgroup controller dmem counts of its memory (Linux 6.14), by region. */
  readonly dmem?: Readonly<Record<string, { readonly capacityBytes: number; readonly usedBytes: number }>>;
}

export type Sensors = (moment: DeviceMoment) => SensorFiles;

/** Watts at rest, and above that for each engine at full load. */
interface PowerModel {
  readonly idleWatts: number;
  readonly watts: Readonly<Record<string, number>>;
}

const MIB = 2 ** 20;
const text = (value: number) => `${Math.round(value)}\n`;
const clamp = (ratio: number) => Math.min(1, Math.max(0, ratio));

function average(curve: Curve, seconds: number, over: number): number {
  return (curve.integral(seconds) - curve.integral(Math.max(0, seconds - over))) / over;
}

function watts(moment: DeviceMoment, { idleWatts, watts }: PowerModel, over: number): number {
  return Object.entries(watts).reduce(
    (sum, [name, each]) => sum + each * average(moment.load(name), moment.seconds, over),
    idleWatts,
  );
}

function microjoules(moment: DeviceMoment, { idleWatts, watts }: PowerModel): number {
  const loads = Object.entries(watts).map(([name, each]) => each * moment.load(name).integral(moment.seconds));
  return loads.reduce((sum, joules) => sum + joules, idleWatts * moment.seconds) * 1e6;
}

/** Milliseconds in which none of the engines did anything; they are taken as never busy at the same time. */
function idleMs(moment: DeviceMoment, engines: readonly string[]): number {
  const busy = engines.reduce((sum, name) => sum + moment.load(name).integral(moment.seconds), 0);
  return Math.floor((moment.seconds - busy) * 1000);
}

function clock(moment: DeviceMoment, engine: string, lowMhz: number, highMhz: number, stepMhz: number): number {
  const load = clamp(average(moment.load(engine), moment.seconds, 1.5));
  return Math.round((lowMhz + (highMhz - lowMhz) * Math.sqrt(load)) / stepMhz) * stepMhz;
}

/** When the kernel may put a device to sleep (Documentation/ABI/testing/sysfs-devices-power). */
interface Autosuspend {
  /** `on`: never, as the PCI core has it until the driver or udev says `auto`. */
  readonly control: 'auto' | 'on';
  /** Null: the driver uses no autosuspend, and the file cannot be read. */
  readonly delayMs: number | null;
  readonly users: number;
}

function powerFiles({ control, delayMs, users }: Autosuspend, status: 'active' | 'suspended' = 'active'): Record<string, string> {
  return {
    'power/runtime_status': `${status}\n`,
    'power/control': `${control}\n`,
    'power/runtime_usage': text(users),
    ...(delayMs === null ? {} : { 'power/autosuspend_delay_ms': text(delayMs) }),
  };
}

/** A Radeon: amdgpu_pm.c and its hwmon. */
export function amdgpuSensors(options: {
  readonly vramMib: number;
  readonly gttMib: number;
  readonly maxMhz: number;
  readonly power: PowerModel;
  /** What only a card of its own has; null: the graphics of a processor. */
  readonly card: { readonly capWatts: number } | null;
}): Sensors {
  const { card } = options;
  return (moment) => {
    const { seconds } = moment;
    // What ROCm computes is in the firmware's figure, and in no engine of fdinfo.
    const busy = clamp(['gfx', 'compute', 'rocm'].reduce((sum, name) => sum + average(moment.load(name), seconds, 0.5), 0));
    const mhz = clock(moment, 'gfx', 500, options.maxMhz, 5);
    const warm = watts(moment, options.power, 30);
    const sensor = (name: string) => `hwmon/hwmon3/${name}`;
    const vramBytes = moment.usedBytes('vram') + (card === null ? 32 : 96) * MIB;
    const onCards = (capWatts: number): Record<string, string> => ({
      mem_busy_percent: text(busy * 48),
      mem_info_vram_vendor: 'samsung\n',
      [sensor('temp2_label')]: 'junction\n',
      [sensor('temp2_input')]: text(36_000 + warm * 190),
      [sensor('power1_cap')]: text(capWatts * 1e6),
      [sensor('fan1_input')]: text(600 + warm * 5),
    });
    return {
      device: {
        // A card may sleep (BACO) while no screen is on; the graphics of a processor do not by themselves.
        ...powerFiles({ control: card === null ? 'on' : 'auto', delayMs: card === null ? null : 5000, users: 1 }),
        gpu_busy_percent: text(busy * 100),
        mem_info_vram_total: text(options.vramMib * MIB),
        mem_info_vram_used: text(vramBytes),
        mem_info_gtt_total: text(options.gttMib * MIB),
        mem_info_gtt_used: text(moment.usedBytes('gtt') + 24 * MIB),
        pp_dpm_sclk: `0: 500Mhz \n1: ${mhz}Mhz *\n2: ${options.maxMhz}Mhz \n`,
        [sensor('name')]: 'amdgpu\n',
        [sensor('temp1_label')]: 'edge\n',
        [sensor('temp1_input')]: text(34_000 + warm * (card === null ? 700 : 130)),
        [sensor(card === null ? 'power1_input' : 'power1_average')]: text(watts(moment, options.power, 1) * 1e6),
        [sensor('freq1_label')]: 'sclk\n',
        [sensor('freq1_input')]: text(mhz * 1e6),
        ...(card === null ? {} : onCards(card.capWatts)),
      },
      dmem: { vram: { capacityBytes: options.vramMib * MIB, usedBytes: vramBytes } },
    };
  };
}

/** An integrated Intel GPU under i915: its files lie below the card node. */
export function i915Sensors(options: { readonly minMhz: number; readonly maxMhz: number }): Sensors {
  const ENGINES = ['render', 'video', 'video-enhance', 'copy'];
  return (moment) => ({
    device: powerFiles({ control: 'on', delayMs: 10_000, users: 2 }),
    node: {
      'gt/gt0/rps_act_freq_mhz': text(clock(moment, 'render', options.minMhz, options.maxMhz, 50)),
      'gt/gt0/rps_RP0_freq_mhz': text(options.maxMhz),
      'gt/gt0/rps_RPn_freq_mhz': text(options.minMhz),
      'gt/gt0/rc6_residency_ms': text(idleMs(moment, ENGINES)),
    },
  });
}

/** An Arc card under xe: xe_gt_freq.c, xe_gt_idle.c and its hwmon. Its memory is told by dmem alone. The media engines are in a GT of their own. */
export function xeSensors(options: {
  readonly minMhz: number;
  readonly maxMhz: number;
  readonly vramMib: number;
  readonly power: PowerModel;
  readonly capWatts: number;
}): Sensors {
  const sensor = (name: string) => `hwmon/hwmon4/${name}`;
  const gt = (name: string) => `tile0/gt0/${name}`;
  return (moment) => {
    const busiest = ['rcs', 'ccs'].reduce((a, b) =>
      moment.load(b).at(moment.seconds) > moment.load(a).at(moment.seconds) ? b : a,
    );
    const mhz = clock(moment, busiest, options.minMhz, options.maxMhz, 50);
    const warm = watts(moment, options.power, 30);
    return {
      device: {
        // Its clients' queues hold the device; without them it sleeps after a second.
        ...powerFiles({ control: 'auto', delayMs: 1000, users: moment.awake ? 1 : 0 }),
        [gt('freq0/act_freq')]: text(mhz),
        [gt('freq0/cur_freq')]: text(mhz),
        [gt('freq0/min_freq')]: text(options.minMhz),
        [gt('freq0/max_freq')]: text(options.maxMhz),
        [gt('freq0/rp0_freq')]: text(options.maxMhz),
        [gt('gtidle/idle_residency_ms')]: text(idleMs(moment, ['rcs', 'bcs', 'ccs'])),
        [sensor('name')]: 'xe\n',
        [sensor('energy1_input')]: text(microjoules(moment, options.power)),
        [sensor('power1_max')]: text(options.capWatts * 1e6),
        [sensor('temp2_label')]: 'pkg\n',
        [sensor('temp2_input')]: text(36_000 + warm * 140),
        [sensor('temp3_label')]: 'vram\n',
        [sensor('temp3_input')]: text(38_000 + warm * 160),
        [sensor('fan1_input')]: text(500 + warm * 7),
      },
      dmem: {
        vram0: { capacityBytes: options.vramMib * MIB, usedBytes: moment.usedBytes('vram0') + 74 * MIB },
      },
    };
  };
}

/** An Intel NPU: ivpu_sysfs.c. fdinfo has no engines for it; it sleeps when nobody uses it. */
export function npuSensors(options: { readonly maxMhz: number }): Sensors {
  return (moment) => ({
    device: {
      ...powerFiles({ control: 'auto', delayMs: 10, users: moment.awake ? 1 : 0 }, moment.awake ? 'active' : 'suspended'),
      npu_busy_time_us: text(Math.floor(moment.load('npu').integral(moment.seconds) * 1e6)),
      npu_current_frequency_mhz: text(moment.awake ? options.maxMhz : 0),
      npu_max_frequency_mhz: text(options.maxMhz),
      npu_memory_utilization: text(moment.usedBytes('memory')),
    },
  });
}
