import { describe, expect, it } from 'vitest';
import { parseKfdReading } from '../../src/kfd/parse-reading.js';
import { parseNode } from '../../src/kfd/topology.js';

describe('a node of the topology', () => {
  it('is a GPU with its render node and its PCI address', () => {
    const gpu = parseNode(
      '28851\n',
      'simd_count 416\nsimd_per_cu 4\nlocation_id 49408\ndomain 0\ndrm_render_minor 128\nnum_sdma_engines 5\n',
    );
    expect(gpu).toEqual({
      gpuId: 28851,
      renderNode: 'renderD128',
      pciAddress: '0000:c1:00.0',
      facts: 'simd_count: 416\nsimd_per_cu: 4\nnum_sdma_engines: 5\n',
    });
  });

  it('tells function and domain of the address', () => {
    expect(parseNode('7', 'location_id 771\ndomain 2\n')?.pciAddress).toBe('0002:03:00.3');
  });

  it.each([
    ['a CPU', '0\n', 'simd_count 0\n'],
    ['no number', 'x', ''],
    ['an empty file', '', ''],
  ])('is none: %s', (_, id, properties) => expect(parseNode(id, properties)).toBeNull());

  it('may tell neither node nor address', () => {
    expect(parseNode('7', 'drm_render_minor 0\nlocation_id 0\n')).toEqual({
      gpuId: 7,
      renderNode: null,
      pciAddress: null,
      facts: '',
    });
    expect(parseNode('7', 'location_id 99999999\n')?.pciAddress).toBeNull();
  });
});

const INSTINCT = 'gpu_id: 28851\nsimd_count: 416\nsimd_per_cu: 4\nnum_sdma_engines: 5\nnum_sdma_xgmi_engines: 2\n';

describe('a reading', () => {
  it('adds up contexts', () => {
    const use = parseKfdReading(
      `${INSTINCT}vram_28851: 1000\nqueues: 2\ncontext_0/vram_28851: 24\ncontext_0/queues: 0\nstats_28851/cu_occupancy: 101\nstats_28851/evicted_ms: 5\nsdma_28851: 1200000\ncontext_0/stats_28851/cu_occupancy: 3\ncontext_0/stats_28851/evicted_ms: 2\ncontext_0/sdma_28851: 300\n`,
    );
    expect(use).toEqual({
      vramBytes: 1024,
      queues: 2,
      computeUnitsBusy: 104,
      computeUnits: 104,
      evictedMs: 7,
      sdmaEngines: 7,
      sdmaNs: new Map([
        ['sdma_28851', 1_200_000_000n],
        ['context_0/sdma_28851', 300_000n],
      ]),
    });
  });

  it('of a device in partitions adds up their compute units', () => {
    const part = (id: number): string => `gpu_id: ${id}\nsimd_count: 152\nsimd_per_cu: 4\nstats_${id}/cu_occupancy: 10\n`;
    const { computeUnits, computeUnitsBusy } = parseKfdReading(part(1) + part(2));
    expect([computeUnits, computeUnitsBusy]).toEqual([76, 20]);
  });

  it('without an occupancy file knows none, and not 0', () => {
    expect(parseKfdReading('gpu_id: 1\nsimd_count: 192\nsimd_per_cu: 2\nvram_1: 5\n')).toMatchObject({
      computeUnitsBusy: null,
      computeUnits: 96,
      evictedMs: null,
    });
  });

  it('of garbage says nothing', () => {
    expect(parseKfdReading('sdma_1: -4\nvram_1: 1e3\nsimd_per_cu: 0\n: \n\u001b[2Jvram_1: 4\nqueues: x\n')).toEqual({
      vramBytes: null,
      sdmaNs: new Map(),
      sdmaEngines: 1,
      computeUnitsBusy: null,
      computeUnits: null,
      evictedMs: null,
      queues: 0,
    });
  });
});
