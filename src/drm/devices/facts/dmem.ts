/**
 * What the cgroup controller `dmem` counts of device memory at the root (Linux 6.14, Documentation/admin-guide/cgroup-v2.rst, DMEM): the
 * size of each region and what of it is in use, each buffer once, whoever shares it. Kept by the kernel's core: reading it wakes no
 * device. In a container the root's files are not there, and a cgroup's own would be a part.
 */
import { Failure, type Files } from '../../../procfs/files.js';
import type { DeviceMemory } from '../device-facts.js';
import { bytes } from '../sysfs/numbers.js';

/** By device id, then by region. */
export type Dmem = ReadonlyMap<string, ReadonlyMap<string, DeviceMemory>>;

const NONE: Dmem = new Map();

/** Lines `drm/0000:03:00.0/vram0 8522825728`: bytes by what stands in front. Other lines are passed over. */
export function parseDmem(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, amount] = /^drm\/(\S+)\s+(\d+)$/.exec(line.trim()) ?? [];
    const value = bytes(amount ?? null);
    if (name !== undefined && Number.isSafeInteger(value)) found.set(name, Number(value));
  }
  return found;
}

/** Both files of the root cgroup, once a sweep; nothing where there is no such controller, which is asked for only once. */
export function createDmemReader(files: Files, sysDir: string): () => Dmem {
  const read = (name: string): string | null => {
    const text = files.read(`${sysDir}/fs/cgroup/dmem.${name}`);
    return text instanceof Failure ? null : text;
  };
  let isThere: boolean | null = null;
  return () => {
    if (isThere === false) return NONE;
    const capacity = read('capacity');
    isThere ??= capacity !== null;
    if (capacity === null) return NONE;
    const used = parseDmem(read('current') ?? '');
    const found = new Map<string, Map<string, DeviceMemory>>();
    for (const [name, totalBytes] of parseDmem(capacity)) {
      const at = name.lastIndexOf('/');
      const [device, region] = [name.slice(0, at), name.slice(at + 1)];
      if (at < 1 || region === '') continue;
      const regions = found.get(device) ?? new Map<string, DeviceMemory>();
      found.set(device, regions.set(region, { usedBytes: used.get(name) ?? null, totalBytes }));
    }
    return found;
  };
}

/** The driver's own figures, and dmem's where it tells none. */
export function withDmem(
  memory: ReadonlyMap<string, DeviceMemory>,
  dmem: ReadonlyMap<string, DeviceMemory>,
): ReadonlyMap<string, DeviceMemory> {
  const whole = new Map(memory);
  for (const [region, { usedBytes, totalBytes }] of dmem) {
    const own = memory.get(region);
    whole.set(region, { usedBytes: own?.usedBytes ?? usedBytes, totalBytes: own?.totalBytes ?? totalBytes });
  }
  return whole;
}
