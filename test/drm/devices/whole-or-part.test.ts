/** What a device's own figures measure: all of it, its busiest part, or nothing. */
import { describe, expect, it } from 'vitest';
import { createBusiestPart } from '../../../src/drm/devices/facts/busiest-part.js';
import { parseDmem } from '../../../src/drm/devices/facts/dmem.js';
import { parseGpuStats } from '../../../src/drm/devices/facts/gpu-stats.js';
import { readerOf } from './machines.js';
import { MemoryFiles } from './memory-files.js';

const PCI = '/sys/class/drm/card0/device';

function gpu(driver: string, files: Readonly<Record<string, string>>) {
  const memory = new MemoryFiles({
    '/sys/class/drm/card0/dev': '226:0\n',
    [`${PCI}/uevent`]: `DRIVER=${driver}\nPCI_SLOT_NAME=0000:03:00.0\n`,
  });
  for (const [path, text] of Object.entries(files)) memory.set(path, `${text}\n`);
  return { files: memory, reader: readerOf('/', memory) };
}

describe('a counter of parts', () => {
  it('goes by the part that was idle least in each interval', () => {
    const parts = createBusiestPart('idle');
    expect(parts.next([1000n, 500n])).toEqual({ total: 1000n, part: null });
    expect(parts.next([2000n, 600n])).toEqual({ total: 1100n, part: 1 });
    expect(parts.next([2100n, 1600n])).toEqual({ total: 1200n, part: 0 });
  });

  it('names no part where all did the same, read one after the other', () => {
    const parts = createBusiestPart('idle');
    parts.next([1_000_000n, 50_000n]);
    expect(parts.next([2_000_000n, 1_051_000n])).toEqual({ total: 2_000_000n, part: null });
    expect(parts.next([2_000_000n, 1_051_000n])).toEqual({ total: 2_000_000n, part: null });
    expect(parts.next([3_000_000n, 1_951_000n])).toEqual({ total: 2_900_000n, part: 1 });
  });

  it('passes over what was not read, and what went back', () => {
    const parts = createBusiestPart('idle');
    parts.next([1000n, 500n]);
    expect(parts.next([null, 900n])).toEqual({ total: 1400n, part: 1 });
    expect(parts.next([5n, 1900n])).toEqual({ total: 2400n, part: 1 });
  });

  it('has none while it reads 0 and never moved', () => {
    const parts = createBusiestPart('idle');
    expect(parts.next([0n])).toEqual({ total: null, part: null });
    expect(parts.next([0n])).toEqual({ total: null, part: null });
    expect(parts.next([7n])).toEqual({ total: 7n, part: null });
    expect(parts.next([9n])).toEqual({ total: 9n, part: 0 });
  });

  it('of idle time counts nothing where it reads 0 and never moved; another number that stands still is work', () => {
    const parts = createBusiestPart('idle');
    expect(parts.next([1000n, 0n])).toEqual({ total: 1000n, part: null });
    expect([0, 1].map((part) => parts.isCounted(part))).toEqual([true, false]);
    const full = createBusiestPart('idle');
    expect([5n, 5n, 5n].map((value) => full.next([value]).total)).toEqual([5n, 5n, 5n]);
    const busy = createBusiestPart('busy');
    expect([0n, 0n].map((value) => busy.next([value]).total)).toEqual([0n, 0n]);
  });
});

describe('the GTs of xe', () => {
  it('count as the busiest of all tiles, with its clock', () => {
    const gt = (name: string, idle: number, clock: number) => ({
      [`${PCI}/${name}/gtidle/idle_residency_ms`]: String(idle),
      [`${PCI}/${name}/freq0/act_freq`]: String(clock),
    });
    const { files, reader } = gpu('xe', {
      ...gt('tile0/gt0', 1000, 0),
      ...gt('tile0/gt1', 1000, 0),
      ...gt('tile1/gt2', 1000, 1300),
    });
    expect(reader.read()[0]).toMatchObject({ busyOf: 'the busiest of 3 GTs', counters: { idleNs: 1_000_000_000n } });
    for (const [name, idle] of [
      ['tile0/gt0', 2000],
      ['tile0/gt1', 2000],
      ['tile1/gt2', 1100],
    ] as const)
      files.set(`${PCI}/${name}/gtidle/idle_residency_ms`, `${idle}\n`);
    expect(reader.read()[0]).toMatchObject({ counters: { idleNs: 1_100_000_000n }, frequencyHz: 1_300_000_000 });
  });
});

it.each(['0', '00'])('an i915 function whose RC6 is not there (%s) has no busy figure', (residency) => {
  const node = '/sys/class/drm/card0';
  const { reader } = gpu('i915', { [`${node}/gt/gt0/rc6_residency_ms`]: residency, [`${node}/gt/gt0/rps_act_freq_mhz`]: '0' });
  expect(reader.read()[0]).toMatchObject({ busyOf: null, counters: { idleNs: null } });
  expect(reader.read()[0]).toMatchObject({ busyOf: null, counters: { idleNs: null } });
});

it('an i915 GT that reads 0 is not counted in what the busy figure is of', () => {
  const node = '/sys/class/drm/card0';
  const gt = (name: string, residency: number) => ({ [`${node}/gt/${name}/rc6_residency_ms`]: String(residency) });
  const { reader } = gpu('i915', { ...gt('gt0', 1000), ...gt('gt1', 0) });
  expect(reader.read()[0]).toMatchObject({ busyOf: 'render GT', counters: { idleNs: 1_000_000_000n } });
});

it('gpu_stats gives the running time of each queue, whatever other columns there are', () => {
  expect(parseGpuStats('queue\ttimestamp\tjobs\truntime\nbin\t9\t1\t500\nrender\t9\t1\t70\n')).toEqual([500n, 70n]);
  expect(parseGpuStats('queue runtime\nbin 5\ncsd x\n')).toEqual([5n, null]);
  expect(parseGpuStats('busy 5\n')).toEqual([]);
  const { files, reader } = gpu('v3d', {
    [`${PCI}/gpu_stats`]: 'queue\ttimestamp\tjobs\truntime\nbin\t9\t1\t500\nrender\t9\t1\t70',
  });
  expect(reader.read()[0]).toMatchObject({ busyOf: 'the busiest queue', counters: { busyNs: 500n } });
  files.set(`${PCI}/gpu_stats`, 'queue\ttimestamp\tjobs\truntime\nbin\t9\t1\t510\nrender\t9\t1\t170\n');
  expect(reader.read()[0]).toMatchObject({ counters: { busyNs: 600n } });
});

describe('memory that cgroup dmem counts', () => {
  it('fills in what the driver does not tell', () => {
    const { reader } = gpu('xe', {
      '/sys/fs/cgroup/dmem.capacity':
        'drm/0000:03:00.0/vram0 8522825728\ndrm/0000:03:00.0/stolen 67108864\ndrm/0000:09:00.0/vram0 5',
      '/sys/fs/cgroup/dmem.current': 'drm/0000:03:00.0/vram0 3819012096\ndrm/0000:03:00.0/stolen 0',
    });
    expect([...(reader.read()[0]?.memory ?? [])]).toEqual([
      ['vram0', { usedBytes: 3_819_012_096, totalBytes: 8_522_825_728 }],
      ['stolen', { usedBytes: 0, totalBytes: 67_108_864 }],
    ]);
  });

  it('passes over lines of another form', () => {
    expect([...parseDmem('drm/a/vram0 max\ndrm/a/vram1 5\nnuma/0 7\n\ndrm/a/vram2 -3\n')]).toEqual([['a/vram1', 5]]);
  });
});

describe('amdgpu memory', () => {
  const memory = (vram: number, gtt: number) => ({
    [`${PCI}/mem_info_vram_total`]: String(vram),
    [`${PCI}/mem_info_gtt_total`]: String(gtt),
  });

  it.each([
    ['of an APU begins with what it works in', memory(512e6, 124e9), 'gtt,vram'],
    ['of a card begins with its own', { ...memory(4e9, 32e9), [`${PCI}/mem_info_vram_vendor`]: 'samsung' }, 'vram,gtt'],
    ['of a large carve-out too', memory(16e9, 24e9), 'vram,gtt'],
  ])('%s', (_, files, order) => {
    expect([...(gpu('amdgpu', files).reader.read()[0]?.memory.keys() ?? [])].join()).toBe(order);
  });
});
