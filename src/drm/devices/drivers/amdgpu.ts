/**
 * amdgpu: the firmware's busy figures, memory by the driver's own count, the clock tables, hwmon, partitions, versions.
 * Documentation/gpu/amdgpu/thermal.rst and driver-misc.rst; amdgpu_pm.c, amdgpu_gfx.c, amdgpu_ucode.c.
 *
 * Each tick: gpu_busy_percent, vcn_busy_percent, mem_busy_percent, mem_info_{vram,gtt}_used, pp_dpm_{sclk,mclk}, gpu_metrics, current_{compute,memory}_partition, and
 * of hwmon tempN_input, inN_input, fan1_input, power1_average or power1_input (since 6.6), power1_cap; freq1_input only where the clock table marks
 * no level. Once: the totals of memory, mem_info_vram_vendor, tempN_crit, tempN_emergency, fan1_max, power1_cap_default, power1_cap_max, labels, vbios_version, unique_id or serial_number, fw_version/*.
 * Once a minute: ras/BLOCK_err_count, and not over --ssh.
 */
import type { DeviceMemory } from '../device-facts.js';
import type { SysfsDriver } from '../driver.js';
import { firstOf, fixed, type Folder } from '../sysfs/folder.js';
import { attachMetrics } from '../facts/gpu-metrics.js';
import { attachHwmon } from '../facts/hwmon.js';
import { attachErrors } from '../facts/ras.js';
import { bytes, percentRatio } from '../sysfs/numbers.js';
import { wordsOf } from '../sysfs/words.js';

const REGIONS = ['vram', 'gtt'];

/** The firmware's AverageGfxActivity, on all chips (AMDGPU_PP_SENSOR_GPU_LOAD in pm/swsmu and pm/powerplay): no video, no copies. */
const PART = 'gfx';

/** What tells this card from all others, best first. */
export const IDENTITY_FILES: readonly string[] = ['unique_id', 'serial_number'];

export const amdgpu: SysfsDriver = {
  names: ['amdgpu'],
  attach(at) {
    const hwmon = attachHwmon(at);
    const busy = at.device.file('gpu_busy_percent');
    const clocks = at.device.file('pp_dpm_sclk');
    const mediaBusy = at.device.file('vcn_busy_percent');
    const memoryBusy = at.device.file('mem_busy_percent');
    const memoryClocks = at.device.file('pp_dpm_mclk');
    const [compute, numa] = [at.device.file('current_compute_partition'), at.device.file('current_memory_partition')];
    const identity = fixed(firstOf(...IDENTITY_FILES.map((name) => at.device.file(name))));
    const memoryVendor = fixed(at.device.file('mem_info_vram_vendor'));
    const visible = fixed(at.device.file('mem_info_vis_vram_total'));
    const vbios = fixed(at.device.file('vbios_version'));
    const firmware = attachFirmware(at.device.folder('fw_version'));
    const errors = attachErrors(at.device);
    const throttling = attachMetrics(at.device.binary('gpu_metrics'));
    const names = new Set(at.device.names());
    const memory = REGIONS.map((region) => ({ region, read: attachMemory(at.device, region) }));
    return {
      read(atNs) {
        const busyRatio = percentRatio(busy.read());
        const known = new Map(memory.flatMap(({ region, read }) => entryIfKnown(region, read())));
        const isApu = () => ONLY_ON_CARDS.every((name) => !names.has(name)) && isCarveOut(known);
        const clock = parseClockTable(clocks.read() ?? '');
        const memoryClock = parseClockTable(memoryClocks.read() ?? '');
        return Object.assign(hwmon.read(), {
          busyRatio,
          busyOf: busyRatio === null ? null : PART,
          frequencyHz: clock.nowHz ?? hwmon.frequencyHz(),
          maxFrequencyHz: clock.maxHz,
          minFrequencyHz: clock.minHz,
          memoryFrequencyHz: memoryClock.nowHz,
          maxMemoryFrequencyHz: memoryClock.maxHz,
          mediaBusyRatio: percentRatio(mediaBusy.read()),
          memoryBusyRatio: percentRatio(memoryBusy.read()),
          throttleReasons: throttling(),
          memoryErrors: at.isFar ? new Map() : errors(atNs),
          computePartition: wordsOf(compute.read()),
          memoryPartition: wordsOf(numa.read()),
          memoryVendor: wordsOf(memoryVendor.read()),
          visibleMemoryBytes: bytes(visible.read()),
          uniqueId: wordsOf(identity.read()),
          vbiosVersion: wordsOf(vbios.read()),
          firmware: firmware(),
          memory: isApu() ? new Map([...known].reverse()) : known,
        });
      },
    };
  },
};

/** More kinds of firmware than any chip has. */
const MOST_FIRMWARE = 64;

/** `smc 0x004e8a00` for each `NAME_fw_version`, in the order of names. 0 is a firmware that this chip has not. */
function attachFirmware(folder: Folder | null): () => readonly string[] | null {
  const kinds = (folder?.names() ?? []).flatMap((name) => /^(\w{1,32})_fw_version$/.exec(name)?.[1] ?? []);
  const files = kinds
    .sort()
    .slice(0, MOST_FIRMWARE)
    .flatMap((kind) => (folder === null ? [] : { kind, file: folder.file(`${kind}_fw_version`) }));
  let known: readonly string[] | null = null;
  return () => {
    if (files.length === 0 || known !== null) return known;
    const found = files.flatMap(({ kind, file }) => {
      const version = wordsOf(file.read());
      return version === null || /^0x0*$/.test(version) ? [] : `${kind} ${version}`;
    });
    return (known = found.length === 0 ? null : found);
  };
}

/** What a card of its own publishes and an APU does not (amdgpu_pm.c, amdgpu_vram_mgr.c). */
const ONLY_ON_CARDS = ['mem_info_vram_vendor', 'pp_dpm_pcie'];

/** A part of the machine's memory that is far smaller than what else of it the GPU may use: an APU works in the latter. */
function isCarveOut(memory: ReadonlyMap<string, DeviceMemory>): boolean {
  const [vram, gtt] = REGIONS.map((region) => memory.get(region)?.totalBytes ?? null);
  return vram != null && gtt != null && vram * 4 <= gtt;
}

function attachMemory(device: Folder, region: string): () => DeviceMemory {
  const used = device.file(`mem_info_${region}_used`);
  const total = fixed(device.file(`mem_info_${region}_total`));
  return () => ({ usedBytes: bytes(used.read()), totalBytes: bytes(total.read()) });
}

function entryIfKnown(region: string, memory: DeviceMemory): [string, DeviceMemory][] {
  return memory.usedBytes === null && memory.totalBytes === null ? [] : [[region, memory]];
}

/**
 * pp_dpm_sclk: the levels of the shader clock, `1: 2410Mhz *`, the star at the present one; `S: 19Mhz *` is deep
 * sleep and no level. Lines of another form are passed over.
 */
export function parseClockTable(text: string): {
  readonly nowHz: number | null;
  readonly minHz: number | null;
  readonly maxHz: number | null;
} {
  let nowHz: number | null = null;
  let minHz: number | null = null;
  let maxHz: number | null = null;
  for (const line of text.split('\n')) {
    const match = /^\s*(\d{1,3}|S):\s*(\d{1,5})\s*mhz\s*(\*?)\s*$/i.exec(line);
    if (match === null) continue;
    const hz = Number(match[2]) * 1e6;
    if (match[3] === '*') nowHz = hz;
    if (match[1]?.toUpperCase() !== 'S' && hz < (minHz ?? Infinity)) minHz = hz;
    if (hz > (maxHz ?? 0)) maxHz = hz;
  }
  return { nowHz, minHz, maxHz };
}
