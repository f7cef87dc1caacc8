/**
 * Engine groups of several engines, and an engine that counts cycles: the module's busyness is exact (standin.c).
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';

/** Driver, engine, capacity, true share of the group, points that the two clocks' readings may lie apart. */
const ENGINES: readonly (readonly [string, string, number, number, number])[] = [
  ['amdgpu', 'gfx', 1, 0.4, 1],
  ['amdgpu', 'compute', 1, 0.25, 1],
  ['i915', 'render', 1, 0.9, 1],
  ['i915', 'video', 2, 0.5, 1],
  ['i915', 'compute', 4, 0.5, 1],
  // Cycles against the GPU's own clock, both of one read: nothing to lie apart.
  ['xe', 'rcs', 1, 0.1, 0.01],
  ['xe', 'bcs', 9, 0.5, 0.01],
  ['xe', 'ccs', 4, 0.875, 0.01],
];

const MEMORY: readonly (readonly [string, string, number])[] = [
  ['amdgpu', 'vram', 100],
  ['i915', 'local0', 64],
  ['xe', 'vram0', 32],
];

function clientsOf(evidence: SceneEvidence, driver: string) {
  const pid = Number(evidence.rows(driver)[0]?.[1]);
  return evidence.ticks('ticks').flatMap((tick) => tick.clients.filter((client) => client.pid === pid));
}

const capacities: SceneCase[] = ENGINES.map(([driver, engine, capacity, truth, points]) => ({
  title: `${driver} ${engine} (capacity ${capacity}) is within ${points} points of the truth`,
  check: (evidence) => {
    const ratios = clientsOf(evidence, driver).map((client) => client.engines[engine]?.busy_ratio ?? NaN);
    expect(ratios).toHaveLength(3);
    for (const ratio of ratios) expect(Math.abs(ratio - truth) * 100).toBeLessThan(points);
    return `${((ratios[1] ?? NaN) * 100).toFixed(2)} % (true ${(truth * 100).toFixed(2)} %)`;
  },
}));

export const standin: Scene = {
  name: 'standin',
  cases: [
    ...capacities,
    {
      title: 'memory in each region is what the client took',
      check: (evidence) => {
        for (const [driver, region, mib] of MEMORY) {
          const [client] = clientsOf(evidence, driver);
          const memory = client?.memory[region];
          expect(memory?.used_bytes, `${driver} ${region}`).toBe(mib * 1024 * 1024);
        }
        return undefined;
      },
    },
    {
      title: 'a GPU on PCI is known by its address',
      check: (evidence) => {
        const ids = evidence.ticks('ticks')[0].devices.map(({ driver, id }) => `${driver ?? ''} ${id}`);
        expect(ids).toEqual(expect.arrayContaining(['amdgpu 0000:00:02.0', 'i915 0000:00:03.0', 'xe 0000:00:04.0']));
        return undefined;
      },
    },
  ],
};
