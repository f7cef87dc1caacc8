/**
 * amdgpu: the firmware's busy figure, memory by the driver's own count, the clock table, hwmon.
 * Documentation/gpu/amdgpu/thermal.rst and driver-misc.rst.
 *
 * Each tick up to 7 files: gpu_busy_percent, mem_info_{vram,gtt}_used, pp_dpm_sclk, hwmon temp1_input,
 * power1_average or power1_input (since 6.6), power1_cap; freq1_input only where the clock table marks no level.
 * The totals of memory are read once.
 */
import type { DeviceMemory } from '../device-facts.js';
import type { SysfsDriver } from '../driver.js';
import { fixed, type Folder } from '../folder.js';
import { attachHwmon } from '../hwmon.js';
import { bytes, percentRatio } from '../numbers.js';

const REGIONS = ['vram', 'gtt'];

export const amdgpu: SysfsDriver = {
  names: ['amdgpu'],
  attach(at) {
    const hwmon = attachHwmon(at);
    const busy = at.device.file('gpu_busy_percent');
    const clocks = at.device.file('pp_dpm_sclk');
    const names = new Set(at.device.names());
    const memory = REGIONS.map((region) => ({ region, read: attachMemory(at.device, region) }));
    return {
      read() {
        const busyRatio = percentRatio(busy.read());
        const known = new Map(memory.flatMap(({ region, read }) => entryIfKnown(region, read())));
        const isApu = () => ONLY_ON_CARDS.every((name) => !names.has(name)) && isCarveOut(known);
        const clock = parseClockTable(clocks.read() ?? '');
        return {
          ...hwmon.read(),
          busyRatio,
          busyOf: busyRatio === null ? null : 'whole',
          frequencyHz: clock.nowHz ?? hwmon.frequencyHz(),
          maxFrequencyHz: clock.maxHz,
          memory: isApu() ? new Map([...known].reverse()) : known,
        };
      },
    };
  },
};

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
 * sleep. Lines of another form are passed over.
 */
export function parseClockTable(text: string): { readonly nowHz: number | null; readonly maxHz: number | null } {
  let nowHz: number | null = null;
  let maxHz: number | null = null;
  for (const line of text.split('\n')) {
    const match = /^\s*(?:\d{1,3}|S):\s*(\d{1,5})\s*mhz\s*(\*?)\s*$/i.exec(line);
    if (match === null) continue;
    const hz = Number(match[1]) * 1e6;
    if (match[2] === '*') nowHz = hz;
    if (hz > (maxHz ?? 0)) maxHz = hz;
  }
  return { nowHz, maxHz };
}
